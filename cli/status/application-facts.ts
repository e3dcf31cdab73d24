import {
  type ApplicationStatus,
  applicationsOf,
  type LiveApplication,
  reportedApplications,
  watchedBy,
} from "../kargo/applications.ts";
import type { LiveStage } from "../kargo/objects.ts";
import { shortHash } from "../kargo/words.ts";
import { defined } from "./defined.ts";
import type { ApplicationFacts, RunningFacts } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/** Worst first. Source: argo-cd v3.5.1, health and sync status codes. */
const healthOrder = ["Degraded", "Missing", "Unknown", "Progressing", "Suspended", "Healthy"];
const syncOrder = ["Unknown", "OutOfSync", "Synced"];

/** A Stage's Applications as one answer. */
export interface ApplicationsFacts {
  readonly live: readonly LiveApplication[];
  readonly facts: readonly ApplicationFacts[];
  readonly sync: string;
  readonly health: string;
  readonly problems: readonly string[];
}

export function applicationsFacts(stage: LiveStage, snapshot: Snapshot): ApplicationsFacts {
  const live = liveOf(stage, snapshot);
  const watched = watchedBy(stage);
  const facts = live.map((application) => {
    const { metadata, status } = application;
    const desired = watched.find(({ name }) => name === metadata.name)?.desiredRevisions.find((each) => each !== "");
    return factsOf(application, status, desired);
  });
  const never = live.length > 0 && live.every(neverDeployed);
  return {
    live,
    facts,
    sync: worst(
      facts.map(({ sync }) => sync),
      syncOrder,
    ),
    health: worst(
      facts.map(({ health }) => health),
      healthOrder,
    ),
    problems: never ? [] : live.flatMap((application, index) => problemsOf(application, facts[index])),
  };
}

/** Those of a shard may be in another cluster: what its controller saw of them is then all that can be known from here. */
function liveOf(stage: LiveStage, { applications }: Snapshot): LiveApplication[] {
  const found = applications === undefined ? [] : applicationsOf(stage, applications);
  const elsewhere = applications === undefined || stage.spec.shard !== undefined;
  return found.length === 0 && elsewhere ? reportedApplications(stage) : found;
}

function factsOf(
  { metadata }: LiveApplication,
  status: ApplicationStatus | undefined,
  desired: string | undefined,
): ApplicationFacts {
  const outOfSync = (status?.resources ?? []).filter((resource) => resource.status === "OutOfSync");
  return defined({
    namespace: metadata.namespace,
    name: metadata.name,
    sync: status?.sync?.status ?? "Unknown",
    health: status?.health?.status ?? "Unknown",
    revision: status?.sync?.revision || status?.sync?.revisions?.find((each) => each !== ""),
    desiredRevision: desired,
    drifted: outOfSync.map(({ kind, name }) => `${kind}/${name}`),
  });
}

function problemsOf({ spec, status }: LiveApplication, facts: ApplicationFacts | undefined): string[] {
  if (facts === undefined) return [];
  const { name, revision, desiredRevision, drifted, sync, health } = facts;
  const errors = (status?.conditions ?? []).filter(({ type }) => type.endsWith("Error")).map(({ message }) => message);
  const words = [
    ...errors,
    failedSync(status?.operationState),
    health === "Healthy" ? undefined : status?.health?.message,
  ];
  const behind = desiredRevision !== undefined && revision !== undefined && desiredRevision !== revision;
  return [
    ...[...new Set(words)]
      .filter((each) => each !== undefined && each !== "")
      .map((each) => `Application ${name}: ${each}`),
    ...(behind
      ? [`Application ${name} is at ${shortHash(revision)}; the last promotion wants ${shortHash(desiredRevision)}`]
      : []),
    ...(sync === "OutOfSync" && !behind ? [driftWords(name, drifted, revision, spec?.syncPolicy?.automated)] : []),
  ];
}

/**
 * Why the last sync failed, also while Argo CD tries again: for minutes that is all that tells of a cluster which is away.
 * Which attempt comes when is left out, or `--watch` would tell each.
 */
function failedSync(state: ApplicationStatus["operationState"]): string | undefined {
  const { phase = "", message, retryCount = 0 } = state ?? {};
  if (phase === "Failed" || phase === "Error") return message;
  if (phase !== "Running" || retryCount === 0 || message === undefined) return undefined;
  // First what matters: long reasons are cut.
  return `Argo CD tries again to sync: ${message.replace(/\.? Retrying attempt #\d+ at [^.]*\.?$/, "")}`;
}

function driftWords(
  name: string,
  drifted: readonly string[],
  revision: string | undefined,
  automated: { readonly enabled?: boolean; readonly selfHeal?: boolean } | undefined,
): string {
  const what =
    drifted.length === 0
      ? "the cluster differs"
      : `${drifted.slice(0, 5).join(", ")}${drifted.length > 5 ? ` and ${drifted.length - 5} more` : ""} differ${drifted.length === 1 ? "s" : ""}`;
  const heals = automated !== undefined && automated.enabled !== false && automated.selfHeal === true;
  const after = heals
    ? "Argo CD puts it back by itself"
    : "Argo CD doesn't put it back by itself (no selfHeal): sync it, or change Git";
  return `Application ${name}: ${what} from Git${revision === undefined ? "" : ` at ${shortHash(revision)}`}; ${after}`;
}

/** While a branch doesn't exist, Argo CD gives no revision, or the branch's name in place of one. */
export function neverDeployed({ status }: LiveApplication): boolean {
  const revision = status?.sync?.revision ?? status?.sync?.revisions?.[0] ?? "";
  return (status?.history ?? []).length === 0 && !/^[0-9a-f]{40}$/.test(revision);
}

/** What Argo CD says it runs, for a Stage that Kargo has promoted nothing into. */
export function runningFacts(live: readonly LiveApplication[], { versions }: Snapshot): RunningFacts | undefined {
  const images = [...new Set(live.flatMap(({ status }) => status?.summary?.images ?? []))];
  const [first] = images;
  if (first === undefined) return undefined;
  const commit = /:([0-9a-f]{40})(@|$)/.exec(first)?.[1];
  const tag = /:(v?\d+\.\d+[\w.+-]*)(@|$)/.exec(first)?.[1];
  return defined({ images, commit, version: versions.get(first) ?? tag });
}

function worst(words: readonly string[], order: readonly string[]): string {
  const place = (word: string) => (order.includes(word) ? order.indexOf(word) : 0);
  return [...words].sort((a, b) => place(a) - place(b))[0] ?? "-";
}
