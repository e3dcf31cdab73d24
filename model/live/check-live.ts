import { inOrder, type ManifestFinding } from "../manifests/finding.ts";
import type { KubeObject } from "../object.ts";
import { legible, listed } from "../words.ts";
import { autoPromotionOf } from "./auto-promotion.ts";
import { comparedWith, keyOf } from "./compare.ts";
import { wantedObjects } from "./definition.ts";
import { extraObjects } from "./extra-objects.ts";
import { findingAt } from "./finding-at.ts";
import { fourEyesOf, type Review } from "./four-eyes.ts";
import { freezesOf } from "./freezes.ts";
import { endedExceptions, guardsOfCluster, type Registered } from "./guards.ts";
import { immutableTagsOf, type TagMutability } from "./immutable-tags.ts";
import type { LiveObject } from "./live-object.ts";
import type { LiveCheck, Unread } from "./live-project.ts";
import { oldFreightOf } from "./old-freight.ts";
import { promoteRightsOf } from "./promote-rights.ts";
import { guessesOn, rulesOn } from "./rules.ts";
import { verificationOf } from "./verification.ts";

/** What is known beyond a Project's own objects. */
export interface Beyond {
  /** Policies and bindings of the whole cluster. */
  readonly guards: readonly LiveObject[];
  /** Names of ClusterAnalysisTemplates. */
  readonly clusterTemplates: readonly string[];
  readonly unread: readonly Unread[];
  readonly reviewOf: (url: string) => Review | undefined;
  readonly mutabilityOf: (repository: string) => TagMutability | undefined;
}

/** Everything there is to say about one Project of a cluster, sorted by object. */
export function checkLive(check: LiveCheck, beyond: Beyond): ManifestFinding[] {
  const { guards, clusterTemplates, unread, reviewOf, mutabilityOf } = beyond;
  return inOrder([
    ...rulesOn(check),
    ...guessesOn(check),
    ...verificationOf(check, clusterTemplates, unread),
    ...autoPromotionOf(check),
    ...promoteRightsOf(check),
    ...fourEyesOf(check, reviewOf),
    ...oldFreightOf(check),
    ...freezesOf(check),
    ...endedExceptions(check, guards),
    ...immutableTagsOf(check, mutabilityOf),
    ...againstDefinition(check, guards, unread),
  ]);
}

function againstDefinition(
  { cluster, project, definition, up }: LiveCheck,
  guards: readonly LiveObject[],
  unread: readonly Unread[],
): ManifestFinding[] {
  if (definition === undefined) return [];
  const { compiled, guards: wantedGuards } = definition;
  const registered = { app: compiled.app, objects: wantedObjects(compiled), guards: wantedGuards };
  return compareAll(registered, { cluster, project, up }, guards, unread);
}

/** What a definition's stacks registered in one cluster, against what is there. */
export function compareAll(
  registered: Registered,
  { cluster, project, up }: Pick<LiveCheck, "cluster" | "project" | "up">,
  guards: readonly LiveObject[],
  unread: readonly Unread[],
): ManifestFinding[] {
  const live = new Map([...project.objects, ...guards].map((object) => [keyOf(object), object]));
  const isRead = ({ kind, metadata }: KubeObject) =>
    !unread.some((each) => each.kind === kind && (each.namespace ?? metadata.namespace) === metadata.namespace);
  const compared = { cluster, live, isRead, up };
  return [
    ...comparedWith(registered.objects, compared),
    ...extraObjects(project.name, registered.objects, project.objects, cluster),
    ...guardsOfCluster(registered, compared),
  ];
}

/**
 * That something couldn't be read is told, since nothing is said about it: an error, where somebody must grant the right. A
 * kind that the cluster doesn't know is a note, since there is none of it to judge; so are Secrets, which few may list, and
 * of which only API tokens' labels would be read.
 */
export function unreadFindings(unread: readonly Unread[], cluster: string): ManifestFinding[] {
  const mildly = ({ kind, isUnknown }: Unread) => isUnknown || kind === "Secret";
  const groups = Map.groupBy(unread, (each) => JSON.stringify([each.isUnknown, mildly(each), each.namespace]));
  const findings = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const kinds = listed([...new Set(group.map(({ kind }) => kind))].sort());
    const where = first.namespace === undefined ? "" : ` in namespace ${legible(first.namespace)}`;
    const [what, fix] = first.isUnknown
      ? ["This cluster doesn't know these kinds", "Nothing to do, if that is meant"]
      : [`These can't be read${where}`, "Ask whoever runs the cluster for the verb list on them"];
    const severity = mildly(first) ? ("note" as const) : ("error" as const);
    const message = `${what}, so nothing is said about them`;
    return [findingAt(cluster, "", { rule: "not-read", severity, path: [], message, got: kinds, fix })];
  });
  // nothing else tells apart what stands at no place
  return inOrder(findings.sort((a, b) => ((a.got ?? "") < (b.got ?? "") ? -1 : 1)));
}
