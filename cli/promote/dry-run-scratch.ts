import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { identify, isSame, type ProcessIdentity } from "../../sandbox/process-identity.ts";

const prefix = "slipway-dry-run-";
const ownerFile = "owner.json";

/** A folder that exists as long as one dry run does. */
export interface Scratch {
  readonly folder: string;
  remove(): void;
}

/**
 * Makes one, after removing those of dry runs that were killed. Whatever ends this process, short of being killed
 * itself, removes it; the next dry run does the rest.
 *
 * @param parent where they lie. Default: the system's folder for temporary files
 */
export function makeScratch(parent: string = tmpdir()): Scratch {
  sweep(parent);
  const folder = mkdtempSync(path.join(parent, prefix));
  const owner = identify(process.pid) ?? { pid: process.pid, startTime: "" };
  writeFileSync(path.join(folder, ownerFile), JSON.stringify(owner), { mode: 0o600 });
  const remove = () => {
    process.removeListener("exit", remove);
    removeSync(folder);
  };
  process.on("exit", remove);
  return { folder, remove };
}

/** Removes what dead processes of this user left; one that another user can write to is nobody's to judge. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(parent, name);
    const kind = lstatSync(folder, { throwIfNoEntry: false });
    if (kind?.isDirectory() !== true || (process.getuid !== undefined && kind.uid !== process.getuid())) continue;
    const owner = ownerOf(folder);
    if (owner !== undefined && !isSame(owner)) removeSync(folder);
  }
}

/** Undefined for one that is just being made. */
function ownerOf(folder: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, ownerFile), "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** The owner's name goes last, so that a removal that is cut short is taken up again. */
function removeSync(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (name === ownerFile) continue;
      const part = path.join(folder, name);
      try {
        rmSync(part, { recursive: true, force: true });
      } catch {
        makeWritable(part);
        rmSync(part, { recursive: true, force: true });
      }
    }
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** A step may have unpacked folders that nobody may write to. */
function makeWritable(folder: string): void {
  const kind = lstatSync(folder, { throwIfNoEntry: false });
  if (kind?.isDirectory() !== true) return;
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) makeWritable(path.join(folder, name));
}
