import { createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

const bound = 10_000;

/** What to fetch and where to put it. */
export interface PluginDownload {
  /** `pulumi-resource-kubernetes`; also the file wanted from the archive. */
  readonly executable: string;
  readonly version: string;
  /** Folder to hold the executable; appears only when the download is whole. */
  readonly into: string;
  /** Default: Pulumi's own, `https://get.pulumi.com/releases/plugins`. */
  readonly server?: string;
}

/** Fetches a plugin's archive and keeps its executable, within 10 s. False when it can't be had, for whatever reason. */
export async function downloadPlugin(plugin: PluginDownload): Promise<boolean> {
  const { executable, version, into } = plugin;
  const server = plugin.server ?? "https://get.pulumi.com/releases/plugins";
  const machine = `${platform()}-${arch() === "x64" ? "amd64" : arch()}`;
  const temporary = `${into}.${process.pid}`;
  const signal = AbortSignal.timeout(bound);
  try {
    const answer = await fetch(`${server}/${executable}-v${version}-${machine}.tar.gz`, { signal });
    if (!answer.ok || answer.body === null) return false;
    mkdirSync(temporary, { recursive: true });
    const entries = extract();
    const unpacked = pipeline(Readable.fromWeb(answer.body), createGunzip(), entries, { signal });
    let found = false;
    const kept = (async () => {
      for await (const entry of entries) {
        if (entry.header.name.replace(/^\.\//, "") === executable) {
          found = true;
          await pipeline(entry, createWriteStream(join(temporary, executable), { mode: 0o755 }), { signal });
        } else entry.resume();
      }
    })();
    await Promise.all([unpacked, kept]);
    if (found) renameSync(temporary, into);
    return found;
  } catch {
    return false; // No network, too slow, no such file: all the same to who asks.
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
