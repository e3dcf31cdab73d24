import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { text } from "./object.ts";
import { isComputed } from "./options.ts";
import { type Fields, isFields, type Value } from "./value.ts";

export interface ConfigDiff {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
}

/**
 * What a change of the provider's options does to its resources. They are replaced when the active cluster of the
 * kubeconfig is another one, when kubeconfig, context or cluster are not known yet, and when a set `clusterIdentifier`
 * changes; a `clusterIdentifier` that is set and the same keeps them whatever else changed. Rules: DiffConfig in
 * pulumi-kubernetes' provider.go.
 * @param readKubeconfig text of a kubeconfig given as text or path; may throw, and then nothing is replaced
 */
export function diffConfig(olds: Fields, news: Fields, readKubeconfig: (value: string) => string): ConfigDiff {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !key.startsWith("__")).sort();
  const changed = keys.filter((key) => !isDeepStrictEqual(olds[key] ?? null, news[key] ?? null));
  if (changed.length === 0) return { changed: [], replaces: [] };
  const before = text(olds.clusterIdentifier);
  const after = text(news.clusterIdentifier);
  if (after !== "" && before === after) return { changed, replaces: [] };
  const replaces = before !== "" && after !== "" ? ["clusterIdentifier"] : [];
  const where = ["kubeconfig", "context", "cluster"];
  const computed = where.filter((key) => isComputed(news[key]));
  if (computed.length > 0) return { changed, replaces: [...replaces, ...computed.slice(0, 1)] };
  const old = activeCluster(olds, readKubeconfig);
  const now = activeCluster(news, readKubeconfig);
  const moved = old !== undefined && now !== undefined && !isDeepStrictEqual(old, now);
  return { changed, replaces: moved ? [...replaces, ...where.filter((key) => changed.includes(key))] : replaces };
}

function activeCluster(options: Fields, readKubeconfig: (value: string) => string): unknown {
  const config = kubeconfig(options.kubeconfig, readKubeconfig);
  if (!isFields(config)) return undefined;
  const current = text(options.context) || text(config["current-context"]);
  const context = entry(config.contexts, current, "context");
  const name = text(options.cluster) || text(isFields(context) ? context.cluster : undefined);
  return entry(config.clusters, name, "cluster");
}

function kubeconfig(value: Value | undefined, readKubeconfig: (value: string) => string): unknown {
  if (isFields(value)) return value;
  if (typeof value !== "string" || value === "") return undefined;
  try {
    return parse(readKubeconfig(value));
  } catch {
    // Not readable any more (a file that is gone): nothing can be said about its cluster.
    return undefined;
  }
}

function entry(list: Value | undefined, name: string, key: string): Value | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = list.filter(isFields).find((item) => item.name === name);
  return found?.[key];
}
