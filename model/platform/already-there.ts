import { isRecord } from "../json.ts";
import { fields, string } from "../manifests/reading.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type Answers, isPulumis, managersOf, mapsOf, releaseOf, type Workload, workloadsOf } from "./adopt-answers.ts";
import { isOf, needs } from "./adopt-needs.ts";
import { at } from "./adopt-questions.ts";
import { charts, type Part, parts } from "./charts.ts";
import { installs } from "./installs.ts";
import { shardRelease } from "./kargo-shard-values.ts";
import { namespaceInTheWay } from "./namespaces-in-the-way.ts";
import { partValues } from "./part-values.ts";
import type { Platform } from "./platform.ts";
import { supported } from "./supported.ts";

/**
 * A part that Slipway is to install, and that stands in the cluster by another hand: in its own namespace two would fight
 * over the same objects; in another one, or where only its CRDs are, helm stops at the CRDs when earlier parts are installed.
 * Where Slipway's own release stands helm doesn't ask for the CRDs again, and what others have beside it is theirs.
 */
export function inTheWay(platform: Platform, part: Part, answers: Answers): Problem[] {
  const { namespace, release } = platform.parts[part];
  const there = workloadsOf(answers, at.deployments(namespace), at.statefulSets(namespace)) ?? [];
  const ofPart = there.filter((workload) => isOf(part, workload));
  const mine = `${namespace}/${release}`;
  const [foreign] = ofPart.filter((workload) => workload.release !== mine && !isOfShard(workload, namespace));
  if (foreign !== undefined) return [inSameNamespace(part, { ...foreign, namespace }, mine)];
  const ofNamespace = namespaceInTheWay(platform, part, answers);
  if (ofPart.some((workload) => workload.release === mine)) {
    const isTheirs = ofNamespace.some(({ rule }) => rule === "namespace-there") && !isGoing(answers, namespace);
    return isTheirs ? [ofSameName(part, mine, answers, namespace)] : ofNamespace;
  }
  if (!makesCrds(platform, part)) return ofNamespace;
  const found = elsewhere(platform, part, answers);
  const own = found.find((workload) => isSlipways(platform, part, workload, answers));
  if (own !== undefined) return [moved(part, own.namespace, namespace)];
  if (found.length > 0) return [inOtherNamespace(part, found, mine)];
  return [...crdsInTheWay(platform, part, answers), ...ofNamespace];
}

/** Namespaces in which parts stand that are to be installed into others: whose they are tells whose the parts are. */
export function namespacesElsewhere(platform: Platform, answers: Answers): readonly string[] {
  const found = parts
    .filter((part) => installs(platform, part))
    .flatMap((part) => elsewhere(platform, part, answers).map(({ namespace }) => namespace));
  return [...new Set(found)];
}

function elsewhere(platform: Platform, part: Part, answers: Answers): readonly Workload[] {
  return (workloadsOf(answers, at.everywhere(part)) ?? []).filter(
    (workload) => isOf(part, workload) && workload.namespace !== platform.parts[part].namespace,
  );
}

/** A release as Slipway makes it, in a namespace that Pulumi made. */
function isSlipways(platform: Platform, part: Part, { namespace, release }: Workload, answers: Answers): boolean {
  return release === `${namespace}/${platform.parts[part].release}` && isPulumis(metadataOf(answers, namespace));
}

function metadataOf(answers: Answers, namespace: string) {
  return fields(fields(answers.get(at.namespace(namespace))?.body)["metadata"]);
}

function isGoing(answers: Answers, namespace: string): boolean {
  return metadataOf(answers, namespace)["deletionTimestamp"] !== undefined;
}

/** Controllers of shards stand beside Kargo's first one, each in a release of Slipway's own. */
function isOfShard({ release }: Workload, namespace: string): boolean {
  return release?.startsWith(`${namespace}/${shardRelease("")}`) === true;
}

/** Whether the chart brings its CRDs: who has turned that off in `values` knows of those that are there. */
function makesCrds(platform: Platform, part: Part): boolean {
  const { crds, installCRDs } = partValues(part, platform);
  const own = isRecord(crds) ? crds : {};
  if (part === "certManager") return own["enabled"] === true || installCRDs === true;
  return part === "argoRollouts" ? installCRDs !== false : own["install"] !== false;
}

function inSameNamespace(part: Part, found: Workload, mine: string): Problem {
  return {
    ...alreadyThere(part, "is there already, and not by Slipway", [found], mine),
    fix: choices(part, {}, found),
  };
}

/** Helm would take it for Slipway's own. */
function ofSameName(part: Part, mine: string, answers: Answers, namespace: string): Problem {
  const makers = [...new Set(managersOf(metadataOf(answers, namespace)))];
  return {
    ...alreadyThere(part, "is there already, in a Helm release of the name that Slipway gives its own", [], mine),
    got: `Helm release ${mine} in a namespace made by ${listed(makers, "somebody else")}`,
    allowed: "none, or one in a namespace that this stack made",
    fix: choices(part, {}, { namespace, release: mine }),
  };
}

function inOtherNamespace(part: Part, found: readonly Workload[], mine: string): Problem {
  const first = [
    ...new Map(found.toReversed().map((workload) => [workload.namespace, workload])).values(),
  ].toReversed();
  const [{ namespace, release } = { namespace: "", release: undefined }] = first;
  return {
    ...alreadyThere(part, "is there already in another namespace, and its CRDs can't be installed twice", first, mine),
    fix: choices(part, { namespace }, { namespace, ...(release !== undefined && { release }) }),
  };
}

/** What can be said of it in the settings: beside `where`, that it is left alone or taken over. */
function choices(
  part: Part,
  where: { readonly namespace?: string },
  { namespace, release }: Pick<Workload, "namespace" | "release">,
): string {
  const [place, name] = release?.split("/") ?? [];
  const take =
    place === namespace
      ? { installedBy: "helm", release: name }
      : part === "argocd" && release === undefined && { installedBy: "kubectl" };
  const over = take ? `, or take it over with ${JSON.stringify({ ...where, takeOver: take })}` : "";
  return `Leave it alone with platform.parts.${part}: ${JSON.stringify({ ...where, install: false })}${over} (docs/adopting.md)`;
}

/** It is this stack's, most likely: whoever changes the namespace means to move it. */
function moved(part: Part, from: string, to: string): Problem {
  const { title } = supported[part];
  const back = from === charts[part].namespace ? "out" : `at ${JSON.stringify(from)}`;
  return {
    rule: "already-there",
    severity: "error",
    path: `platform.parts.${part}.namespace`,
    message: `${title} is Slipway's own in another namespace, and what is installed can't be moved`,
    got: `${JSON.stringify(to)}, and Helm release ${from}/${charts[part].release} in a namespace that Pulumi made`,
    allowed: JSON.stringify(from),
    fix:
      `Leave it ${back}. To have it in ${to}, take everything down first (slipway down, docs/teardown.md), then bring it up there. ` +
      `Where another stack has installed it, leave it to that: platform.parts.${part}: ${JSON.stringify({ namespace: from, install: false })}`,
  };
}

function alreadyThere(part: Part, what: string, found: readonly Workload[], mine: string) {
  const got = found.map(({ kind, namespace, name, release }) => `${kind} ${namespace}/${name} of ${owner(release)}`);
  return {
    rule: "already-there",
    severity: "error",
    path: `platform.parts.${part}`,
    message: `${supported[part].title} ${what}`,
    got: got.join(", "),
    allowed: `none, or Helm release ${mine}`,
  } as const;
}

function crdsInTheWay(platform: Platform, part: Part, answers: Answers): Problem[] {
  const { namespace, release } = platform.parts[part];
  const mine = `${namespace}/${release}`;
  const crds = mapsOf(answers.get(at.crds)?.body, "items").flatMap((item) => {
    const metadata = fields(item["metadata"]);
    const name = string(metadata["name"]) ?? "";
    const by = releaseOf(metadata);
    return needs[part].crds.includes(name) && by !== mine ? [{ name, by }] : [];
  });
  if (crds.length === 0) return [];
  const names = crds.map(({ name }) => name).sort();
  const owners = [...new Set(crds.map(({ by }) => owner(by)))].sort();
  const { title } = supported[part];
  return [
    {
      rule: "crds-there",
      severity: "error",
      path: `platform.parts.${part}`,
      message: `CRDs of ${title} are there already, and helm refuses those that aren't of its release`,
      got: `${listed(names)} of ${owners.join(" and ")}`,
      allowed: `none, or those of Helm release ${mine}`,
      fix:
        `Where ${title} runs here, leave it alone or take it over: platform.parts.${part}.namespace with install: false or takeOver (docs/adopting.md). ` +
        `Where it doesn't any more, give them to this release: kubectl annotate crd ${names.join(" ")} meta.helm.sh/release-name=${release} meta.helm.sh/release-namespace=${namespace} --overwrite ` +
        `&& kubectl label crd ${names.join(" ")} app.kubernetes.io/managed-by=Helm --overwrite`,
    },
  ];
}

function owner(release: string | undefined): string {
  return release === undefined ? "nobody's Helm release" : `Helm release ${release}`;
}
