import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../../model/json.ts";
import type { Answers } from "./answers.ts";
import type { Found } from "./look.ts";

/** What a person should know about what was found; nothing of it stops anything. */
export function notes(project: string, { placeholder }: Answers, found: Found): string[] {
  const all: string[] = [];
  const own = found.manifests?.containers.find(({ image }) => image === placeholder);
  if (own !== undefined && !own.isRestricted) {
    all.push(
      `${own.workload} doesn't meet Pod Security "restricted", which the app's namespaces enforce: its Pods will be refused. It has to set runAsNonRoot, seccompProfile, allowPrivilegeEscalation: false and drop ALL capabilities`,
    );
  }
  if (found.dockerfile?.setsUser === false) {
    all.push(
      "the Dockerfile sets no USER by number: the image has to work for a user other than root, 65532 unless the manifests say otherwise",
    );
  }
  if (found.helmChart && found.manifests === undefined) {
    all.push(
      "there is a Helm chart, and new writes Kustomize: docs/templates/helm-values.md shows a pipeline for the chart",
    );
  }
  if (!isModule(path.join(project, "package.json"))) {
    all.push('package.json has to say "type": "module", or Pulumi can\'t load the program: npm pkg set type=module');
  }
  return all;
}

function isModule(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(content) && content["type"] === "module";
  } catch {
    return false;
  }
}
