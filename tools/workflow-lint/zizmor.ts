import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { findOnPath } from "../../sandbox/environment.ts";
import { run } from "../run.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");

/**
 * The pinned zizmor, in a folder of its own in the cache; installed there from PyPI when it isn't, held to the checksums
 * of requirements.txt. pip's `--target` needs no virtual environment, which some systems' Python can't make.
 *
 * @param cache see `cacheFolder` of sandbox/toolchain
 * @param searched the PATH that Python is looked for on
 * @returns the program's path
 * @throws UserError when there is no Python 3 with pip, or PyPI can't be reached
 */
export async function zizmor(cache: string, searched = process.env["PATH"]): Promise<string> {
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .update(process.platform)
    .update(process.arch);
  const folder = path.join(cache, "python", `zizmor-${digest.digest("hex").slice(0, 12)}`);
  const program = path.join(folder, "bin", "zizmor");
  if (existsSync(program)) return program;
  const python = findOnPath("python3", searched);
  await mkdir(path.dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}.`);
  try {
    const options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary=:all:"];
    const args = ["-m", "pip", "install", ...options, "--require-hashes", "--target", scratch, "-r", requirements];
    const { code, output } = await run(python, args, { quiet: true });
    if (code !== 0) throw new UserError(`${python} -m pip couldn't install zizmor:\n${output.trimEnd()}`);
    // Whole or not at all; somebody else's is the same.
    await rename(scratch, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return program;
}
