import { execFile } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { versions } from "../model/versions.ts";
import { downloadPlugin } from "./plugin-download.ts";

/** Which `pulumi-resource-kubernetes` serves Kubernetes resources. */
export interface KubernetesPlugin {
  readonly kind: "real" | "stand-in";
  /** Folder that holds the executable, for the engine's PATH. */
  readonly folder: string;
  /** One line for people: what is used and where it came from. */
  readonly note: string;
}

export interface PluginSearch {
  /** Folder of the stand-in, used when the real plugin can't be had. */
  readonly standIn: string;
  /** Folder where a downloaded plugin is kept; given: a download is tried, for 10 s. Left out: none is tried. */
  readonly cache?: string;
  /** Where to download from. Default: Pulumi's own server. */
  readonly server?: string;
  /** PATH to search. Default: this process's. */
  readonly path?: string;
  /** Where Pulumi keeps plugins. Default `~/.pulumi/plugins`, or under PULUMI_HOME. */
  readonly pulumiPlugins?: string;
}

const executable = "pulumi-resource-kubernetes";
const version = versions.pulumiKubernetes;

/**
 * Finds the real Kubernetes plugin of the pinned version: on PATH, in Pulumi's plugin folder, in the cache, or within
 * 10 s from its maker's server; else the stand-in. Never throws: without the real one there is always the stand-in.
 */
export async function findKubernetesPlugin(search: PluginSearch): Promise<KubernetesPlugin> {
  const real = (folder: string, where: string): KubernetesPlugin => ({
    kind: "real",
    folder,
    note: `Kubernetes provider: pulumi-kubernetes ${version} ${where}`,
  });
  for (const folder of (search.path ?? process.env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && (await isPinned(join(folder, executable)))) return real(folder, `from PATH (${folder})`);
  }
  const pulumiHome = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const installed = join(search.pulumiPlugins ?? join(pulumiHome, "plugins"), `resource-kubernetes-v${version}`);
  // Pulumi leaves this mark beside a plugin whose download was cut off.
  if (isExecutable(join(installed, executable)) && !existsSync(`${installed}.partial`))
    return real(installed, `from ${installed}`);
  if (search.cache !== undefined) {
    const server = search.server === undefined ? {} : { server: search.server };
    const downloaded = join(search.cache, `resource-kubernetes-v${version}`);
    if (isExecutable(join(downloaded, executable))) return real(downloaded, `from ${downloaded}`);
    if (await downloadPlugin({ executable, version, into: downloaded, ...server }))
      return real(downloaded, "downloaded just now");
  }
  const note = `Kubernetes provider: Slipway's stand-in, since pulumi-kubernetes ${version} can't be had here; it serves the kinds Slipway registers`;
  return { kind: "stand-in", folder: search.standIn, note };
}

const run = promisify(execFile);

async function isPinned(file: string): Promise<boolean> {
  if (!isExecutable(file)) return false;
  try {
    const { stdout } = await run(file, ["--version"], { timeout: 5_000 });
    return stdout.trim().replace(/^v/, "") === version;
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
