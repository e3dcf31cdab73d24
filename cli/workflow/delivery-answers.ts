import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { subscriptionsOf } from "../../model/definition/warehouse.ts";
import type { Pipeline } from "../../model/definition.ts";
import { UserError } from "../../model/problem.ts";
import { type DeliverySettings, names } from "../../model/workflow/delivery-settings.ts";
import { originOf } from "../new/remote.ts";
import { type AppSource, gitRoot } from "../project.ts";

/** What the user said of the delivery workflow; left out: found in the pipeline or the app's folder, or a default. */
export interface DeliveryFlags {
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly image?: string | undefined;
  readonly test?: readonly string[] | undefined;
  readonly platform?: readonly string[] | undefined;
  readonly path?: readonly string[] | undefined;
  readonly environment?: string | undefined;
  readonly "no-attest"?: boolean | undefined;
  readonly manifests?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly protected?: boolean | undefined;
  readonly "app-token"?: boolean | undefined;
}

/**
 * The settings of an app's delivery workflow. What they are worth is for `checkDelivery` to say.
 *
 * @throws UserError naming every flag that is needed
 */
export function deliveryAnswers(pipeline: Pipeline, source: AppSource, flags: DeliveryFlags): DeliverySettings {
  const { app } = pipeline;
  const all = Object.values(pipeline.warehouses).flatMap((each) => subscriptionsOf(each).map(([, one]) => one));
  const images = [...new Set(all.flatMap((each) => (each.kind === "image" ? [each.repoURL] : [])))];
  const gits = all.flatMap((each) => (each.kind === "git" ? [each] : []));
  const urls = [...new Set(gits.map(({ repoURL }) => repoURL))];

  const needed: string[] = [];
  const one = (flag: string, given: string | undefined, found: readonly string[], what: string): string => {
    const [only, ...others] = found;
    if (given !== undefined) return given;
    if (only !== undefined && others.length === 0) return only;
    needed.push(`${flag}: ${what}; the pipeline has ${found.length === 0 ? "none" : found.join(", ")}`);
    return "";
  };
  const image = one("--image REPOSITORY", flags.image, images, "the repository of the images");
  const origin = originOf(gitRoot(source.root) ?? source.root);
  const repositories = urls.map(atGitHub).filter((each) => each !== undefined);
  const here = origin === undefined ? undefined : atGitHub(origin);
  const found = repositories.length === 1 || here === undefined ? repositories : [here];
  const repository = one("--repository OWNER/NAME", flags.repository, found, "the app's repository at GitHub");
  if (needed.length > 0) {
    throw new UserError(`nothing was written. Needed:\n${needed.map((each) => `  ${each}`).join("\n")}`);
  }
  const folder = path.join(source.root, source.folder);
  const platforms = flags.platform?.length ? flags.platform : ["linux/amd64"];
  return {
    app,
    repository,
    branch: flags.branch ?? gits.find(({ branch }) => branch !== undefined)?.branch ?? "main",
    folder: source.folder,
    image,
    go: existsSync(path.join(folder, "go.mod")),
    test: flags.test ?? [],
    platforms,
    emulate: platforms.some((each) => each !== "linux/amd64") && !crossCompiles(folder),
    paths: flags.path ?? [],
    environment: flags.environment ?? names.environment,
    attest: flags["no-attest"] !== true,
    manifests:
      flags.manifests === undefined
        ? "kargo"
        : {
            folder: flags.manifests,
            placeholder: flags.placeholder ?? app,
            protectedBranch: flags.protected === true,
            appToken: flags["app-token"] === true,
          },
  };
}

/** `https://github.com/acme/goserver.git` → `acme/goserver`; undefined for another host. */
export function atGitHub(url: string): string | undefined {
  return /^https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(url)?.[1];
}

/** A Dockerfile whose first stage runs on the machine that builds, and makes programs for another. */
function crossCompiles(folder: string): boolean {
  const file = path.join(folder, "Dockerfile");
  return existsSync(file) && /^FROM\s+--platform=\$\{?BUILDPLATFORM/im.test(readFileSync(file, "utf8"));
}
