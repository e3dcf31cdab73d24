import { isRecord } from "../json.ts";
import { fields, string } from "../manifests/reading.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type Answers, mapsOf, releaseOf, type Workload, workloadsOf } from "./adopt-answers.ts";
import { isOf, needs } from "./adopt-needs.ts";
import { at } from "./adopt-questions.ts";
import type { Part } from "./charts.ts";
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
  const stands = ofPart.some((workload) => workload.release === mine);
  if (stands || !makesCrds(platform, part)) return namespaceInTheWay(platform, part, answers);
  const elsewhere = (workloadsOf(answers, at.everywhere(part)) ?? []).filter(
    (workload) => isOf(part, workload) && workload.namespace !== namespace,
  );
  if (elsewhere.length > 0) return [inOtherNamespace(part, elsewhere, mine)];
  return [...crdsInTheWay(platform, part, answers), ...namespaceInTheWay(platform, part, answers)];
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
  const leave = `eave it alone with platform.parts.${part}.install: false (docs/adopting.md)`;
  return {
    ...alreadyThere(part, "is there already, and not by Slipway", [found], mine),
    fix: part === "argocd" ? `Take it over with platform.parts.argocd.takeOver, or l${leave}` : `L${leave}`,
  };
}

function inOtherNamespace(part: Part, found: readonly Workload[], mine: string): Problem {
  const first = [
    ...new Map(found.toReversed().map((workload) => [workload.namespace, workload])).values(),
  ].toReversed();
  const [{ namespace, release } = { namespace: "", release: undefined }] = first;
  const [place, name] = release?.split("/") ?? [];
  const take =
    place === namespace
      ? { installedBy: "helm", release: name }
      : part === "argocd" && release === undefined && { installedBy: "kubectl" };
  const leave = JSON.stringify({ namespace, install: false });
  const over = take ? `, or take it over with ${JSON.stringify({ namespace, takeOver: take })}` : "";
  return {
    ...alreadyThere(part, "is there already in another namespace, and its CRDs can't be installed twice", first, mine),
    fix: `Leave it alone with platform.parts.${part}: ${leave}${over} (docs/adopting.md)`,
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
