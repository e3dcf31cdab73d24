import { suspiciousCharacters } from "../grammar/characters.ts";
import { isRecord } from "../json.ts";
import { applicationName, joinName } from "../names.ts";
import type { Problem } from "../problem.ts";
import { redacted } from "../redacted.ts";
import type { Settings } from "../settings.ts";
import { listed, perhaps, shown } from "../words.ts";
import type { Readable, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

const label = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const longest = 63;

/** Namespaces a cluster, Argo CD, Kargo and what they need already have; a Project would take them over or be refused. */
const takenNamespaces = [
  "argo-rollouts",
  "argocd",
  "cert-manager",
  "default",
  "kargo",
  "kargo-cluster-secrets",
  "kargo-shared-resources",
  "kargo-system-resources",
];
/** Stacks that aren't environments, and words the command line gives another meaning. */
const takenEnvironments = ["all", "delivery", "platform", "source"];

/** Every name a user chose, and every name made of them. */
export function nameProblems({ root, app, warehouses, stages, tasks }: Readable, settings: Settings): Problem[] {
  const problems: Problem[] = [];
  if (app !== undefined) {
    problems.push(...labelProblems(`${root}.app`, app, "app"));
    if (isTaken(app, settings)) {
      problems.push(
        reserved(`${root}.app`, app, "The app's name is also its namespace's, and that namespace is taken"),
      );
    }
  }
  for (const [name, warehouse] of warehouses) {
    const path = joined(`${root}.warehouses`, name);
    problems.push(...labelProblems(path, name, "Warehouse"), ...shardProblems(`${path}.shard`, warehouse.shard));
  }
  for (const name of tasks.keys()) {
    problems.push(...labelProblems(joined(`${root}.promotionTasks`, name), name, "PromotionTask"));
  }
  for (const [name, stage] of stages) {
    const path = joined(`${root}.stages`, name);
    problems.push(...labelProblems(path, name, "environment", stages));
    problems.push(...stageShardProblems(`${path}.shard`, stage), ...metricProblems(path, stage));
    if (takenEnvironments.includes(name))
      problems.push(
        reserved(path, name, "An environment's name is also its stack's, and this name has another meaning there"),
      );
    for (const [index, target] of stage.targets.entries()) {
      if (typeof target === "string") problems.push(...labelProblems(`${path}.targets[${index}]`, target, "target"));
    }
    const deploys = !stage.controlFlow && stage.fields.argocd !== false;
    if (app !== undefined && deploys && !isTaken(app, settings))
      problems.push(
        ...stage.names.flatMap((each) => [
          ...lengthProblems(path, app, each),
          ...takenProblems(path, applicationName(app, each), settings),
        ]),
      );
  }
  return [...problems, ...doubledStages(root, stages)];
}

/** @param others names that a better one must not be */
function labelProblems(path: string, name: string, what: string, others?: ReadonlyMap<string, unknown>): Problem[] {
  if (label.test(name) && name.length <= longest) return [];
  return [
    {
      rule: "name",
      severity: "error",
      path,
      message: `This ${what} name can't be used in Kubernetes`,
      got: name.length > longest ? `${shown(name)}, ${name.length} characters` : shown(name),
      allowed: `at most ${longest} of a-z, 0-9 and -, starting with a letter, not ending with -`,
      fix: betterName(name, what, others),
      source: "Kubernetes: RFC 1123 label names",
    },
  ];
}

function betterName(name: string, what: string, others: ReadonlyMap<string, unknown> | undefined): string {
  const [odd] = suspiciousCharacters(name);
  if (odd !== undefined) return `Type it anew: ${odd.escaped} ${odd.what}`;
  if (/^[^A-Za-z]*[0-9]/.test(name)) return "Put a letter in front, or rename it";
  const better = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, longest);
  if (!label.test(better) || redacted(name) !== name) return "Rename it";
  return others?.has(better)
    ? `Rename it, but not to ${shown(better)}: another ${what} has that name`
    : `Rename it, for example to ${shown(better)}`;
}

/** One shard for all targets, or one for each that is named. */
function stageShardProblems(path: string, { fields: { shard }, targets }: ReadableStage): Problem[] {
  if (!isRecord(shard)) return shardProblems(path, shard);
  const known = targets.filter((target) => typeof target === "string");
  return Object.entries(shard).flatMap(([target, name]) =>
    known.includes(target)
      ? shardProblems(joined(path, target), name)
      : [
          {
            rule: "unknown-target",
            severity: "error",
            path: joined(path, target),
            message: "The environment has no such target",
            got: shown(target),
            allowed: listed(known, "no target"),
            fix: perhaps(target, known, "Write one of its targets, or add it to them"),
          },
        ],
  );
}

/** Kargo writes the shard into a label. Source: kargo.akuity.io/shard in Kargo, pkg/webhook/kubernetes/stage. */
function shardProblems(path: string, shard: unknown): Problem[] {
  if (typeof shard !== "string" || (/^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(shard) && shard.length <= longest))
    return [];
  return [
    {
      rule: "name",
      severity: "error",
      path,
      message: "Kargo writes the shard into a label, and this can't be a label's value",
      got: shown(shard),
      allowed: `at most ${longest} letters, digits, -, _ and ., with a letter or digit at both ends`,
      fix: "Write the name that the shard's controller was given",
    },
  ];
}

/** An AnalysisTemplate is named by Stage and metric. */
function metricProblems(path: string, { fields }: ReadableStage): Problem[] {
  const list: readonly unknown[] = Array.isArray(fields.verification) ? fields.verification : [];
  return list.flatMap((metric, index) => {
    if (!isRecord(metric) || typeof metric.name !== "string" || metric.kind === "analysisTemplate") return [];
    return labelProblems(`${path}.verification[${index}].name`, metric.name, "metric");
  });
}

function reserved(path: string, name: string, message: string): Problem {
  return { rule: "reserved-name", severity: "error", path, message, got: shown(name), fix: "Choose another name" };
}

/** The longest name made of app and Stage is the namespace's. A name that is wrong by itself isn't told twice. */
function lengthProblems(path: string, app: string, stage: string): Problem[] {
  const name = applicationName(app, stage);
  if (name.length <= longest || app.length > longest || stage.length > longest) return [];
  return [
    {
      rule: "name-too-long",
      severity: "error",
      path,
      message: "The namespace and Application made of app and Stage would have too long a name",
      got: `${shown(name)}, ${name.length} characters`,
      allowed: `at most ${longest} characters`,
      fix: "Shorten the app's, the environment's or the target's name",
    },
  ];
}

function isTaken(namespace: string, settings: Settings): boolean {
  return (
    takenNamespaces.includes(namespace) || namespace.startsWith("kube-") || namespace === settings?.argocdNamespace
  );
}

/** App `cert` with a Stage `manager`. */
function takenProblems(path: string, name: string, settings: Settings): Problem[] {
  if (!isTaken(name, settings)) return [];
  return [reserved(path, name, "The namespace made of app and Stage is taken")];
}

/** `prod-eu` beside a target `eu` of `prod`: one Stage name for two. */
function doubledStages(root: string, stages: Readable["stages"]): Problem[] {
  const owners = new Map<string, string>();
  return [...stages].flatMap(([name, stage]) =>
    [...stage.names, ...(joins(stage, stages) ? [joinName(name)] : [])].flatMap((each): Problem[] => {
      const owner = owners.get(each);
      owners.set(each, name);
      if (owner === undefined) return [];
      return [
        {
          rule: "doubled-stage",
          severity: "error",
          path: joined(`${root}.stages`, name),
          message: owner === name ? "Two targets have one name" : "Two environments would make a Stage of one name",
          got: `${shown(each)}, also made by ${shown(owner)}`,
          fix: "Rename one of them",
        },
      ];
    }),
  );
}

/** Whether compile puts a join in front: see graph.ts. */
function joins({ requests, controlFlow }: ReadableStage, stages: Readable["stages"]): boolean {
  const count = (upstreams: readonly string[]) =>
    upstreams.reduce((sum, upstream) => sum + (stages.get(upstream)?.names.length ?? 0), 0);
  return requests.some(
    ({ requiredSoakTime, upstreams, availabilityStrategy }) =>
      !controlFlow && requiredSoakTime !== undefined && availabilityStrategy !== "OneOf" && count(upstreams) > 1,
  );
}
