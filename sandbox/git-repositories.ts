import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../model/problem.ts";
import { baseEnvironment, findOnPath } from "./environment.ts";
import { statePaths } from "./state.ts";

/** `<org>/<repo>`: what the git server serves, and nothing that could leave its folder. */
export const repositoryName = /^[A-Za-z0-9_][A-Za-z0-9._-]*\/[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Makes a bare repository that can be pushed to, unless it is there. Its default branch is `main`.
 *
 * @param name `<org>/<repo>`, without `.git`
 * @returns its path, `<state>/git/<org>/<repo>.git`; the git server has it at `/<org>/<repo>.git`
 * @throws UserError when the name is none
 */
export async function ensureBareRepository(state: string, name: string): Promise<string> {
  if (!repositoryName.test(name) || name.endsWith(".git")) {
    throw new UserError(`"${name}" is no repository name. Use <org>/<repo> of letters, digits, ".", "_" and "-"`);
  }
  const paths = statePaths(state);
  const path = join(paths.git, `${name}.git`);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  const git = findOnPath("git");
  const env = baseEnvironment(paths, "git-server", git);
  const run = (...args: string[]) => promisify(execFile)(git, args, { env, timeout: 30_000 });
  await run("init", "--quiet", "--bare", "--initial-branch=main", temporary);
  await run("-C", temporary, "config", "http.receivepack", "true");
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Somebody else made it in the same moment.
    if (!existsSync(path)) throw error;
  }
  return path;
}
