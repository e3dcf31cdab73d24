import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type Answers, kindsOf, versionsOf, type Workload, workloadsOf } from "./adopt-answers.ts";
import { isOf, needs } from "./adopt-needs.ts";
import { adopted, at, partPath } from "./adopt-questions.ts";
import { settingProblems } from "./adopt-settings.ts";
import { kubernetesProblems, partVersionProblems } from "./adopt-versions.ts";
import { inTheWay } from "./already-there.ts";
import { type Part, parts } from "./charts.ts";
import { enoughNodes } from "./enough-nodes.ts";
import type { Platform } from "./platform.ts";
import { supported } from "./supported.ts";

/**
 * Everything that is wrong with a cluster for a platform: its version, parts that somebody else was to install and that
 * aren't there, too old or set up otherwise, and parts that Slipway is to install and somebody else has.
 *
 * @param answers to the questions of `adoptQuestions`
 * @param cluster as people know it, for what to do about it
 */
export function adoptProblems(platform: Platform, answers: Answers, cluster: string): readonly Problem[] {
  const others = adopted(platform);
  return [
    ...kubernetesProblems(platform, answers, cluster),
    ...enoughNodes(platform, answers, cluster),
    ...parts.flatMap((part) =>
      others.includes(part) ? missing(platform, part, answers) : inTheWay(platform, part, answers),
    ),
  ];
}

function missing(platform: Platform, part: Part, answers: Answers): Problem[] {
  const { namespace } = platform.parts[part];
  const workloads = workloadsOf(answers, at.deployments(namespace), at.statefulSets(namespace));
  const own = workloads?.filter((workload) => isOf(part, workload));
  return [
    ...missingApi(platform, part, answers),
    ...(own === undefined ? [notListed(platform, part)] : missingControllers(platform, part, own, answers)),
    ...partVersionProblems(platform, part, own ?? [], answers),
    ...settingProblems(platform, part, own ?? [], answers),
  ];
}

function missingApi(platform: Platform, part: Part, answers: Answers): Problem[] {
  const { groupVersion, kinds } = needs[part];
  const served = kindsOf(answers, groupVersion);
  const lacking = kinds.filter((kind) => served?.includes(kind) !== true);
  if (lacking.length === 0) return [];
  const [group = ""] = groupVersion.split("/");
  const there = kinds.filter((kind) => served?.includes(kind));
  const got = there.length > 0 ? `${groupVersion} with ${there.join(", ")}` : listed(versionsOf(answers, group));
  const whole = `${groupVersion} with ${kinds.join(", ")}`;
  const title = supported[part].title;
  const path = partPath(platform, part);
  if (there.length === 0) {
    const message = `${whose(title)} CRDs aren't there`;
    return [
      { rule: "crds-missing", severity: "error", path, message, got, allowed: whole, fix: install(platform, part) },
    ];
  }
  const message = `${whose(title)} CRDs lack ${listed(lacking)}`;
  const fix = `Apply the CRDs of the version of ${title} that runs there; helm upgrade leaves those in a chart's folder crds as they are`;
  return [{ rule: "crds-lack-kinds", severity: "error", path, message, got, allowed: whole, fix }];
}

function missingControllers(platform: Platform, part: Part, own: readonly Workload[], answers: Answers): Problem[] {
  const { namespace } = platform.parts[part];
  const title = supported[part].title;
  const path = partPath(platform, part);
  const { components } = needs[part];
  const lacking = components.filter((component) => !own.some((workload) => runs(workload, component)));
  const asleep = own.filter(
    (workload) => workload.replicas === 0 && components.some((component) => runs(workload, component)),
  );
  const problems: Problem[] = asleep.map(({ kind, name }) => ({
    rule: "controllers-asleep",
    severity: "error",
    path,
    message: `${whose(title)} controller runs nowhere`,
    got: `${kind} ${namespace}/${name} with 0 replicas`,
    fix: `Run: kubectl scale --namespace ${namespace} ${kind.toLowerCase()}/${name} --replicas 1`,
  }));
  if (lacking.length === 0) return problems;
  const elsewhere = [
    ...new Set(
      (workloadsOf(answers, at.everywhere(part)) ?? []).filter((one) => isOf(part, one)).map((one) => one.namespace),
    ),
  ].filter((other) => other !== namespace);
  const fix =
    elsewhere.length > 0
      ? `It runs in namespace ${listed(elsewhere)}: set platform.parts.${part}.namespace`
      : install(platform, part);
  const message = `${whose(title)} controllers aren't in namespace ${namespace}`;
  const got = listed(own.map(({ name }) => name).sort());
  return [
    ...problems,
    { rule: "controllers-missing", severity: "error", path, message, got, allowed: listed(components), fix },
  ];
}

function notListed(platform: Platform, part: Part): Problem {
  const { namespace } = platform.parts[part];
  return {
    rule: "not-listed",
    severity: "error",
    path: partPath(platform, part),
    message: `the Deployments and StatefulSets of namespace ${namespace} may not be listed, so nobody knows what runs there`,
    fix: `Ask whoever runs the cluster for the verb list on deployments.apps and statefulsets.apps in namespace ${namespace}`,
  };
}

function install(platform: Platform, part: Part): string {
  const { title, tested } = supported[part];
  const instead =
    platform.parts[part].takeOver === undefined
      ? "or let Slipway do it: leave install: false out"
      : "or let Slipway do it: leave takeOver out";
  return `Install ${title} ${tested[1]} with its CRDs, ${instead}`;
}

function runs({ component, name }: Workload, wanted: string): boolean {
  return component === "" ? name === wanted || name.endsWith(`-${wanted}`) : component === wanted;
}

function whose(title: string): string {
  return title.endsWith("s") ? `${title}'` : `${title}'s`;
}
