import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Not `os.tmpdir()`: each process of a sandbox has one of its own, and all have to look at the same place. */
const kept = `/tmp/slipway-ports-${process.getuid?.() ?? 0}`;

/** The holder of what is kept as long as this process lives. */
export const thisProcess = `/proc/${process.pid}`;

/**
 * Keeps a port for one holder from the moment it is chosen, since it is listened on only later, by another process, or
 * never. A symbolic link per port, because making one is atomic and it says by itself whether its holder still exists.
 * Where none can be made the port counts as kept: two that choose at once may then still meet.
 *
 * @param holder a path; the port is kept until that is gone
 * @param folder default: one that all processes of this user look at
 * @returns false when it is kept already, for whomever
 */
export function keepPort(port: number, holder: string, folder = kept): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return true;
  }
  const link = join(folder, String(port));
  try {
    if (!existsSync(link)) rmSync(link, { force: true });
    symlinkSync(holder, link);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EEXIST";
  }
}

/** Gives back what was kept for this holder: these ports, or all of its. */
export function releasePorts(holder: string, ports?: readonly number[], folder = kept): void {
  try {
    for (const name of ports?.map(String) ?? readdirSync(folder)) {
      const link = join(folder, name);
      if (holderOf(link) === holder) rmSync(link, { force: true });
    }
  } catch {
    // Nothing was ever kept, or the folder isn't ours.
  }
}

function holderOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
