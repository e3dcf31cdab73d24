import { messageBelow } from "../paths.ts";

/** Go's words for what the operating system answers. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EEXIST: "file exists",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "file name too long",
  ENOSPC: "no space left on device",
  ENOTEMPTY: "directory not empty",
};

const operations: Readonly<Record<string, string>> = { scandir: "open", rm: "remove", rmdir: "remove" };

/**
 * A file system error in the form that Go gives it, `open values.yaml: no such file or directory`, so that messages
 * read as Kargo's do; the path is shown below the work folder.
 */
export function fileProblem(workDir: string, error: unknown): string {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = reasons[code ?? ""];
  if (!reason || !syscall) return messageBelow(workDir, error);
  const operation = operations[syscall] ?? syscall;
  // Go finds out that it was given a folder only when it reads.
  const said = code === "EISDIR" && operation === "open" ? "read" : operation;
  if (path === undefined) return `${said}: ${reason}`;
  const below = messageBelow(workDir, Object.assign(new Error(path), { path }));
  return `${said} ${below}: ${reason}`;
}

/** The code of a file system error, `ENOENT`; undefined for every other error. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
