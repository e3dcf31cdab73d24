import { chmod, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, normalize, relative } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { FileWriteConfig } from "../../model/kinds/steps/file-write.gen.ts";
import { fileProblem } from "../files/file-problem.ts";
import { makeFolder } from "../files/make-folder.ts";
import { pathBelow } from "../paths.ts";
import { type StepRunner, TerminalError } from "../step.ts";

const defaultPermissions = 0o600;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/file_writer.go. */
export const fileWrite: StepRunner<FileWriteConfig> = {
  uses: "file-write",
  async run({ workDir }, { path, contents, overwrite = false, permissions = "" }) {
    const clean = checkPath(path);
    const mode = readPermissions(permissions);
    const target = await pathBelow(workDir, path);
    const real = relative(workDir, target) || ".";
    if (real !== clean) {
      throw new TerminalError(
        `path ${goQuoted(path)} resolves to a different path ${goQuoted(real)} (symlinks are forbidden)`,
      );
    }
    if (!overwrite && (await exists(target))) {
      throw new TerminalError(`file ${goQuoted(path)} already exists; set overwrite to true to replace it`);
    }
    const attempt = async (what: string, work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        throw new Error(`error ${what} ${goQuoted(path)}: ${fileProblem(workDir, error)}`, { cause: error });
      }
    };
    await attempt("creating parent directories for", () => makeFolder(dirname(target)));
    await attempt("writing file", () => writeFile(target, contents, { mode }));
    await attempt("setting permissions on file", () => chmod(target, mode));
    return { status: "Succeeded" };
  },
};

function checkPath(path: string): string {
  if (isAbsolute(path)) throw new TerminalError(`path ${goQuoted(path)} must be relative`);
  const clean = normalize(path).replace(/(?<=.)\/$/, "");
  if (clean === ".." || clean.startsWith("../")) {
    throw new TerminalError(`path ${goQuoted(path)} attempts to traverse outside the working directory`);
  }
  if (clean === ".git" || clean.startsWith(".git/")) {
    throw new TerminalError(`writing to the .git directory is forbidden: ${goQuoted(path)}`);
  }
  return clean;
}

function readPermissions(text: string): number {
  if (text === "") return defaultPermissions;
  if (!/^[0-7]+$/.test(text)) {
    throw new TerminalError(`invalid permissions ${goQuoted(text)}: must be an octal file mode`);
  }
  const mode = Number.parseInt(text, 8);
  const refuse = (reason: string) => new TerminalError(`permissions ${goQuoted(text)} must not ${reason}`);
  if (mode > 0o777) throw refuse("include special mode bits");
  if ((mode & 0o111) !== 0) throw refuse("include executable bits");
  if ((mode & 0o002) !== 0) throw refuse("be world-writable");
  return mode;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
