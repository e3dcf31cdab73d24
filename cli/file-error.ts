const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not read or write here",
  EPERM: "this user may not read or write here",
  EROFS: "this file system is read-only",
  ENOSPC: "no space is left here",
  EDQUOT: "this user's share of the disk is used up",
  ENOTDIR: "a part of this path is a file",
  EISDIR: "this is a folder, and a file was to be here",
};

/**
 * A file or folder that the system refuses, which is nobody's defect: `/sys/out: this user may not read or write here`.
 * Undefined for every other error.
 */
export function fileErrorInWords(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", path } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  if (reason === undefined || path === undefined) return undefined;
  return `${path}: ${reason} (${code}). Choose another place, or mend that, and run the command again`;
}
