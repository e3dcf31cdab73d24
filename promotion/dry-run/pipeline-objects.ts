import type { ExprSubscription } from "../../model/expr/find-artifacts.ts";
import { isRecord } from "../../model/json.ts";
import type { Stage } from "../../model/kinds/stage.gen.ts";
import { validateObject } from "../../model/kinds/validate.ts";
import { UserError } from "../../model/problem.ts";
import { listed, perhaps } from "../../model/words.ts";
import type { Application } from "../argocd/application.ts";
import type { TaskSpec } from "../build-steps.ts";

/** What a dry run needs of a pipeline, whoever wrote it. */
export interface PipelineObjects {
  readonly project: string;
  readonly stages: readonly Stage[];
  readonly warehouses: readonly WarehouseObject[];
  findTask(kind: "PromotionTask" | "ClusterPromotionTask", name: string): TaskSpec | undefined;
  readonly applications: readonly Application[];
  /** `data` of a ConfigMap in the Project's namespace. */
  configMap(name: string): Readonly<Record<string, string>> | undefined;
}

export interface WarehouseObject {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly freightCreationCriteria?: { readonly expression?: string };
    readonly subscriptions: readonly (ExprSubscription & {
      readonly git?: { readonly repoURL: string; readonly branch?: string; readonly commitSelectionStrategy?: string };
    })[];
  };
}

type Unknown = Readonly<Record<string, unknown>>;

const used = ["Stage", "Warehouse", "PromotionTask", "ClusterPromotionTask", "Application"];

/**
 * Picks a Project's objects out of many.
 *
 * @param project the Project; left out, the only one there is
 * @param stage a Stage of it, to tell Projects apart and to name what is missing
 * @throws UserError when the Project or Stage isn't there, or an object isn't one that an API server would take
 */
export function pipelineObjects(
  objects: readonly Unknown[],
  project: string | undefined,
  stage: string,
): PipelineObjects {
  const of = (kind: string) => objects.filter((object) => object["kind"] === kind);
  const stages = of("Stage");
  const projects = [...new Set(stages.map(namespaceOf))].sort();
  const mine = project ?? (projects.length === 1 ? projects[0] : undefined);
  if (mine === undefined) {
    throw new UserError(
      projects.length === 0
        ? "there is no Kargo Stage in what was given"
        : `there are several Projects: ${listed(projects)}. Name one of them: slipway promote ${projects[0]} …`,
    );
  }
  // Files that name no namespace are meant for the one they are applied to.
  const here = (object: Unknown) => namespaceOf(object) === mine || namespaceOf(object) === "";
  const found = stages.filter(here);
  if (!found.some((object) => nameOf(object) === stage)) {
    const names = found.map(nameOf).sort();
    const fix =
      names.length === 0 ? `Projects: ${listed(projects)}` : perhaps(stage, names, `There are: ${listed(names)}`);
    throw new UserError(`${mine} has no Stage ${JSON.stringify(stage)}. ${fix}`);
  }
  const parts = [...found, ...[...of("Warehouse"), ...of("PromotionTask")].filter(here), ...of("ClusterPromotionTask")];
  check(parts.filter((object) => used.includes(String(object["kind"]))));
  const configMaps = of("ConfigMap").filter(here);
  return {
    project: mine,
    stages: found as unknown as readonly Stage[],
    warehouses: of("Warehouse").filter(here) as unknown as readonly WarehouseObject[],
    findTask: (kind, name) => {
      const tasks = of(kind).filter((object) => kind === "ClusterPromotionTask" || here(object));
      return tasks.find((object) => nameOf(object) === name)?.["spec"] as TaskSpec | undefined;
    },
    applications: of("Application") as unknown as readonly Application[],
    configMap: (name) => {
      const data = configMaps.find((object) => nameOf(object) === name)?.["data"];
      return isRecord(data) ? (data as Readonly<Record<string, string>>) : undefined;
    },
  };
}

function check(objects: readonly Unknown[]): void {
  const problems = objects.flatMap((object) =>
    validateObject(object).map(
      ({ path, message }) => `  ${String(object["kind"])} ${nameOf(object)}: ${path.join(".")}: ${message}`,
    ),
  );
  if (problems.length === 0) return;
  throw new UserError(`an API server would refuse these, slipway check tells more:\n${problems.join("\n")}`);
}

function nameOf({ metadata }: Unknown): string {
  return isRecord(metadata) ? String(metadata["name"] ?? "") : "";
}

function namespaceOf({ metadata }: Unknown): string {
  return isRecord(metadata) ? String(metadata["namespace"] ?? "") : "";
}
