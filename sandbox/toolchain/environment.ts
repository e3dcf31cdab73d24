import { statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** A process environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every executable file of that name on a PATH, in its order. Relative entries of PATH are left out. */
export function onPath(name: string, env: Environment): string[] {
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

/** Whether a file that others may run is there. Placed by rename, it is whole when it is there. */
export function isExecutable(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && (stat.mode & 0o111) !== 0 && stat.size > 0;
}
