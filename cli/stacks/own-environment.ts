import path from "node:path";

/** The environment of this process, with its own Node first on the PATH: an older one can't run the program. */
export function ownEnvironment(): Record<string, string> {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const folder = path.dirname(process.execPath);
  return { ...Object.fromEntries(given), PATH: [folder, process.env["PATH"]].join(path.delimiter) };
}
