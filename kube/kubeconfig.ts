import { existsSync } from "node:fs";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { withoutSecrets } from "../model/grammar/secrets.ts";
import { UserError } from "../model/problem.ts";
import { listed } from "../model/words.ts";

/** The files that kubectl reads when nobody names one: those of KUBECONFIG, else `~/.kube/config`. */
export function usualKubeconfigs(env: Readonly<Record<string, string | undefined>>, home: string): readonly string[] {
  const named = (env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
  return named.length > 0 ? named : [path.join(home, ".kube", "config")];
}

/**
 * As kubectl reads several: files that aren't there are passed over, and the first to name something wins.
 *
 * @throws UserError when none is there, or one can't be read
 */
export function loadKubeconfigs(files: readonly string[]): KubeConfig {
  const there = files.filter((file) => existsSync(file));
  if (there.length === 0)
    throw new UserError(`there is no kubeconfig ${listed(files)}. Name another with --kubeconfig`);
  const [first = new KubeConfig(), ...others] = there.map(loadedOne);
  for (const other of others) {
    const fresh = <T extends { readonly name: string }>(mine: readonly T[], theirs: readonly T[]) =>
      theirs.filter(({ name }) => !mine.some((each) => each.name === name));
    other.clusters = fresh(first.clusters, other.clusters);
    other.users = fresh(first.users, other.users);
    other.contexts = fresh(first.contexts, other.contexts);
    first.mergeConfig(other, Boolean(first.currentContext));
  }
  return first;
}

function loadedOne(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    const why = withoutSecrets(String((error as Error).message).split("\n")[0] ?? "");
    throw new UserError(`${file} can't be read as a kubeconfig: ${why}`);
  }
}
