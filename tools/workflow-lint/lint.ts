import { UserError } from "../../model/problem.ts";
import { silent } from "../../progress/progress.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";
import { root, run } from "../run.ts";
import { zizmor } from "./zizmor.ts";

export interface Verdict {
  /** 0 when nothing was found. */
  readonly code: number;
  readonly output: string;
  /** What couldn't be looked at here, and why. */
  readonly missing: readonly string[];
}

/** Where workflows are: GitHub's folders, wherever in the tree, and the golden files of those that are written elsewhere. */
const places = /(^|\/)\.github\/(workflows\/[^/]+|dependabot)\.ya?ml$|^test\/golden\/workflows\/[^/]+\.ya?ml$/;

/** Every workflow and Dependabot file of this repository that Git has or would take, from its root, sorted. */
export async function workflowFiles(): Promise<readonly string[]> {
  const args = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { code, output } = await run("git", args, { quiet: true });
  if (code !== 0) throw new UserError(`git can't list the repository's files:\n${output}`);
  return output
    .split("\0")
    .filter((file) => places.test(file))
    .sort();
}

/**
 * Runs actionlint and zizmor, the latter at its most pedantic and offline, over the files. A linter that can't be had is
 * named in `missing`; the other one runs all the same.
 */
export async function lintWorkflows(
  files: readonly string[],
  options: { readonly cwd?: string; readonly path?: string } = {},
): Promise<Verdict> {
  const cwd = options.cwd ?? root;
  const cache = cacheFolder(process.env);
  const workflows = files.filter((file) => !/dependabot\.ya?ml$/.test(file));
  const linters = [
    {
      get: () => openToolchain({ cache, progress: silent, env: process.env }).get("actionlint"),
      // Without programs that happen to be on PATH: the verdict has to be the same everywhere.
      args: ["-no-color", "-shellcheck=", "-pyflakes=", ...workflows],
    },
    {
      get: () => zizmor(cache, options.path),
      args: ["--offline", "--pedantic", "--no-config", "--no-progress", "--quiet", "--color=never", ...files],
    },
  ];
  const found: string[] = [];
  const missing: string[] = [];
  for (const { get, args } of linters) {
    const program = await get().catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      missing.push(error.message);
      return undefined;
    });
    if (program === undefined) continue;
    const { code, output } = await run(program, args, { cwd, quiet: true });
    if (code !== 0) found.push(output);
  }
  return { code: found.length === 0 ? 0 : 1, output: found.join("\n"), missing };
}
