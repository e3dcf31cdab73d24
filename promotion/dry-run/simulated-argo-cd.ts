import { normalized } from "../../model/expr/repositories.ts";
import { isRecord } from "../../model/json.ts";
import { type Application, type Source, sourcesOf } from "../argocd/application.ts";
import { tryGit } from "../git/run-git.ts";
import type { ArgoCd } from "../outside.ts";
import type { ScratchRemote, ScratchRemotes } from "./scratch-remotes.ts";

/** A sync that would be asked for. */
export interface WouldSync {
  readonly namespace: string;
  readonly name: string;
  /** What each of its sources would come to: a commit, or a chart's version. */
  readonly revisions: readonly string[];
}

/**
 * Argo CD, as far as the steps look: the Applications of the pipeline's own files, and syncs that end well at once, to
 * what the scratch copies hold by then. Those that follow a repository nobody copied are left to be shown.
 */
export function simulatedArgoCd(
  applications: readonly Application[],
  remotes: ScratchRemotes,
  synced: (sync: WouldSync) => void,
): ArgoCd {
  const live = new Map(applications.map((application) => [keyOf(application.metadata), application]));
  const known = async (application: Application | undefined) => {
    if (application === undefined) return undefined;
    const copies = await Promise.all(sourcesOf(application).map((source) => source.chart || copyOf(source, remotes)));
    return copies.includes(undefined) ? undefined : application;
  };
  return {
    unknown: "show",
    get: async (namespace, name) =>
      (await known(live.get(keyOf({ namespace, name })))) as Readonly<Record<string, unknown>> | undefined,
    list: async (namespace, labels) => {
      const matching = [...live.values()].filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      );
      return matching as unknown as Readonly<Record<string, unknown>>[];
    },
    patch: async (namespace, name, patch) => {
      const key = keyOf({ namespace, name });
      const { operation, ...application } = merged(live.get(key), patch) as unknown as Application;
      if (operation === undefined) return;
      const sources = sourcesOf(application);
      const revisions = await Promise.all(sources.map(async (source) => (await revisionOf(source, remotes)) ?? ""));
      synced({ namespace, name, revisions });
      live.set(key, {
        ...application,
        status: {
          health: { status: "Healthy" },
          sync: { status: "Synced" },
          operationState: { operation, phase: "Succeeded", syncResult: { revisions } },
        },
      });
    },
  };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** The copy of a source's repository; undefined when nobody made one. */
async function copyOf({ repoURL }: Source, remotes: ScratchRemotes): Promise<ScratchRemote | undefined> {
  const url = normalized.git(repoURL);
  return (await remotes.made()).find((remote) => normalized.git(remote.repoURL) === url);
}

/** What a source's target revision is now; undefined when no copy of its repository is at hand. */
async function revisionOf(source: Source, remotes: ScratchRemotes): Promise<string | undefined> {
  if (source.chart) return source.targetRevision ?? "";
  const remote = await copyOf(source, remotes);
  if (remote === undefined) return undefined;
  const { targetRevision = "HEAD" } = source;
  const place = remotes.place(remote);
  for (const name of [`refs/heads/${targetRevision}`, `refs/tags/${targetRevision}`, targetRevision]) {
    const { exitCode, stdout } = await tryGit(place, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
    if (exitCode === 0) return stdout.trim();
  }
  return "";
}

/** RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
