import { existsSync } from "node:fs";
import path from "node:path";
import { normalized } from "../../model/expr/repositories.ts";
import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import type { PipelineObjects } from "../../promotion/dry-run/pipeline-objects.ts";
import { originOf } from "../new/remote.ts";
import { gitRoot } from "../project.ts";

/** Which repository of this machine stands for which URL. */
export interface Repositories {
  readonly from: (repoURL: string) => string | undefined;
  /** Told to the user. */
  readonly assumed: readonly string[];
}

/**
 * `--repo PATH` stands for the one repository that the pipeline's Warehouses subscribe to, `--repo URL=PATH` for any.
 * Without either it is the one that the user stands in, as long as its origin doesn't say that it is another.
 *
 * @throws UserError when there is no such folder, or it isn't clear which repository it stands for
 */
export function readRepositories(given: readonly string[], { warehouses }: PipelineObjects, cwd: string): Repositories {
  const urls = new Map(
    warehouses.flatMap(({ spec }) =>
      spec.subscriptions.flatMap(({ git }) =>
        git === undefined ? [] : [[normalized.git(git.repoURL), git.repoURL] as const],
      ),
    ),
  );
  const known = new Map<string, string>();
  for (const one of given) {
    const [, url, folder] = /^((?:https?|ssh|git):\/\/[^=]+|[\w.-]+@[\w.-]+:[^=]+)=(.+)$/.exec(one) ?? [];
    if (url !== undefined && folder !== undefined) {
      known.set(normalized.git(url), located(folder, cwd));
      continue;
    }
    const [[only] = [], ...others] = [...urls];
    if (only === undefined)
      throw new UserError(
        `--repo ${one}: no Warehouse subscribes to a Git repository; name the one it stands for: --repo URL=${one}`,
      );
    if (others.length > 0) {
      throw new UserError(
        `--repo ${one}: it isn't clear which repository it stands for. Name it: --repo URL=${one}, with one of ${listed([...urls.values()])}`,
      );
    }
    known.set(only, located(one, cwd));
  }
  const assumed: string[] = [];
  const root = given.length === 0 ? gitRoot(cwd) : undefined;
  const origin = root === undefined ? undefined : originOf(root);
  const mine = [...urls].find(([key]) => origin === undefined || normalized.git(origin) === key);
  if (root !== undefined && mine !== undefined && (origin !== undefined || urls.size === 1)) {
    known.set(mine[0], root);
    assumed.push(`${root} stands for ${mine[1]}; only what is committed there counts (--repo names another)`);
  }
  return { from: (repoURL) => known.get(normalized.git(repoURL)), assumed };
}

function located(text: string, cwd: string): string {
  if (/^https?:\/\//.test(text)) return text;
  const folder = path.resolve(cwd, text);
  if (!existsSync(folder)) throw new UserError(`--repo: there is no folder ${folder}`);
  return folder;
}
