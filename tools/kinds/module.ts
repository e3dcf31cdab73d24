import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

/** The go.mod and go.sum that pin, by checksum, the modules whose files are read. */
const pins = path.resolve(import.meta.dirname, "../../sandbox/toolchain/data");

/** A Go module on this machine. */
export interface GoModule {
  readonly path: string;
  /** With its `v`. */
  readonly version: string;
  readonly dir: string;
}

/**
 * Downloads a pinned module, or finds it in Go's cache, and proves it by its checksum.
 *
 * @throws Error when the pins name another version than the one expected, with both
 */
export async function goModule(modulePath: string, expected: string): Promise<GoModule> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", modulePath], {
    cwd: pins,
    timeout: 300_000,
  });
  const { Version: version, Dir: dir } = JSON.parse(stdout) as { Version: string; Dir: string };
  if (version !== `v${expected}`) {
    throw new Error(
      `${modulePath}: ${pins}/go.mod pins ${version}, model/versions.ts says v${expected}; make them the same`,
    );
  }
  return { path: modulePath, version, dir };
}
