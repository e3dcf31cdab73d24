import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Engine } from "../../engine/engine.ts";
import { findKubernetesPlugin } from "../../engine/kubernetes-plugin.ts";
import { buildPolicyPack } from "../../engine/policy-pack.ts";
import type { ConfigEntry, StackRun } from "../../engine/stack-run.ts";
import { packConfig } from "../../model/compile/pack-config.ts";
import type { Compiled } from "../../model/compile.ts";
import type { SandboxFile } from "../../sandbox/state.ts";
import { cacheFolders } from "../../sandbox/toolchain/cache.ts";
import type { Context } from "../context.ts";
import { type Mirrors, sandboxGitProvider } from "./pipelines.ts";

/** The stacks of the sandbox in the order in which they come up: delivery, then each environment in promotion order. */
export function stackRuns(
  file: SandboxFile,
  compiled: readonly Compiled[],
  mirrors: Mirrors,
  apps?: string,
): StackRun[] {
  const environments = [...new Set(compiled.flatMap((each) => each.environments.map(({ name }) => name)))];
  const config = (role: string): Record<string, ConfigEntry> => ({
    "slipway:role": { value: role },
    "slipway:pipelines": { value: JSON.stringify(compiled.map(({ app }) => app)) },
    "slipway:kubeconfig": { value: readFileSync(file.kubeconfig, "utf8"), secret: true },
    "slipway:clusterIdentifier": { value: "slipway-sandbox" },
    "slipway:mirrors": { value: JSON.stringify(mirrors) },
    "slipway:gitProvider": { value: sandboxGitProvider },
    "slipway:gitCredentials": {
      value: JSON.stringify({ username: file.git.user, password: file.git.password }),
      secret: true,
    },
  });
  // Loaded when a stack runs: commands that touch no stack must not wait for the Pulumi SDK.
  const program = async () => (await import("../../index.ts")).program(apps === undefined ? {} : { apps });
  return [
    { name: "delivery", config: config("delivery"), program },
    ...environments.map((name) => ({ name, config: config("environment"), program })),
  ];
}

/** The engine of one sandbox: its state, its home and its secrets' passphrase stand in the sandbox's state folder. */
export async function sandboxEngine(
  context: Context,
  state: string,
  tools: { readonly pulumi: string; readonly cache: string },
  compiled: readonly Compiled[],
): Promise<Engine> {
  const folder = path.join(state, "pulumi");
  const backend = path.join(folder, "backend");
  await mkdir(backend, { recursive: true, mode: 0o700 });
  const plugin = await findKubernetesPlugin({
    standIn: path.join(context.root, "provider", "bin"),
    cache: cacheFolders(tools.cache).plugins,
  });
  context.print(plugin.note);
  return new Engine({
    pulumi: tools.pulumi,
    home: path.join(folder, "home"),
    backend: pathToFileURL(backend).href,
    workDir: path.join(folder, "work"),
    passphrase: await passphrase(path.join(folder, "passphrase")),
    plugins: [plugin.folder],
    policyPacks: [{ folder: await buildPolicyPack(), config: packConfig(compiled) }],
    // Plugins and packs are Node programs that each run starts anew: compiled code is kept for them.
    env: { SLIPWAY_NODE: process.execPath, NODE_COMPILE_CACHE: cacheFolders(tools.cache).compiled },
    progress: context.progress,
    signal: context.signal,
  });
}

async function passphrase(file: string): Promise<string> {
  // `wx`: two starts at once must not encrypt with two passphrases; the loser reads the winner's.
  if (!existsSync(file))
    await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" }).catch(() => {});
  return readFileSync(file, "utf8");
}
