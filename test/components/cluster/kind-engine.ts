import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { KindChoice } from "../../../model/platform/kind.ts";
import { kindConfig, registryHosts } from "../../../model/platform/kind-config.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { ensureCertificates } from "../../../sandbox/certificates.ts";
import { toolsFolder } from "../../support/api-server.ts";
import { callOf, type ShellResult, shell } from "../../support/shell.ts";
import { createKind } from "./kind-scripts.ts";

/** The kind of the toolchain on a PATH of its own, with the stand-in for docker of kind-engine.sh beside it. */
export interface KindEngine {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs one of the component's scripts, with kind's config on stdin. */
  run(
    script: string | readonly string[],
    settings: Readonly<Record<string, string>>,
    config?: string,
  ): Promise<ShellResult>;
  /** Makes a cluster, or takes the one that is there. */
  make(choice: KindChoice, env?: Readonly<Record<string, string>>): Promise<ShellResult>;
  /** `run`, left running as a process group of its own. */
  start(script: string | readonly string[], settings: Readonly<Record<string, string>>, config: string): ChildProcess;
  /** What docker was called with, so far. */
  calls(): string[][];
  /** Arguments of the one `docker run` since the last `forget`. */
  created(): string[];
  /** A file in the stand-in's folder (see kind-engine.sh); without text it goes. */
  set(file: string, text?: string): void;
  has(file: string): boolean;
  read(file: string): string;
  /** No cluster, no call, no home. */
  reset(): void;
  remove(): void;
}

/** What a node of the image has: the shape of its containerd's settings is that of kind v0.32.0's images/base. */
const nodeImage = {
  "kind/version": "v1.36.1\n",
  "kind/manifests/default-cni.yaml": "# network\n",
  "kind/manifests/default-storage.yaml": "# storage\n",
  "kind/admin.conf": `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://node:6443"}}]
contexts: [{name: kubernetes-admin@c, context: {cluster: c, user: kubernetes-admin}}]
current-context: kubernetes-admin@c
users: [{name: kubernetes-admin, user: {token: canary-token}}]
`,
  "etc/kubernetes/kubelet.conf": "",
  "etc/containerd/config.toml": `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "overlayfs"
`,
};

/** The cluster that a platform stack with these settings asks for. */
export function kind(cluster: object = {}): KindChoice {
  const { platform, problems } = platformOf({ cluster: { type: "kind", ...cluster } });
  if (platform?.cluster.type !== "kind") throw new Error(JSON.stringify(problems));
  return platform.cluster;
}

/** What the component hands to its scripts by the environment. */
export const scriptSettings = ({ name, local }: KindChoice) => ({
  CLUSTER: name,
  CONFIG_DIGEST: "digest",
  HOSTS: local ? registryHosts : "",
});

/** Below the engine's folder: what is kept beside the cluster `slipway`, and its node's container. */
export const kept = "ho me/.local/share/slipway/kind/slipway";
export const node = "containers/slipway-control-plane";

export function kindEngine(): KindEngine {
  const folder = mkdtempSync(join(tmpdir(), "slipway-kind-"));
  const at = (file: string) => join(folder, file);
  const write = (file: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text, { mode });
  };
  mkdirSync(at("bin"));
  symlinkSync(realpathSync(join(toolsFolder, "kind")), at("bin/kind"));
  cpSync(join(import.meta.dirname, "kind-engine.sh"), at("bin/docker"));
  for (const [file, text] of Object.entries(nodeImage)) write(`image/${file}`, text);
  const home = at("ho me");
  const env = { PATH: `${at("bin")}:/usr/bin:/bin`, HOME: home, ENGINE: folder };
  const read = (file: string) => readFileSync(at(file), "utf8");
  const calls = () =>
    (existsSync(at("calls")) ? read("calls") : "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t").slice(0, -1));
  const engine: KindEngine = {
    folder,
    env,
    run: (script, settings, config = "") => shell(script, { env: { ...env, ...settings }, cwd: folder, input: config }),
    make: (choice, more = {}) => engine.run(createKind, { ...scriptSettings(choice), ...more }, kindConfig(choice)),
    start(script, settings, config) {
      const [file = "", ...args] = callOf(script);
      const child = spawn(file, args, {
        env: { ...env, ...settings },
        cwd: folder,
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
      });
      child.stdin?.end(config);
      return child;
    },
    calls,
    created() {
      const runs = calls().filter(([verb]) => verb === "run");
      const [run] = runs;
      if (run === undefined || runs.length > 1) throw new Error(`${runs.length} containers were asked for`);
      return run;
    },
    set: (file, text) => (text === undefined ? rmSync(at(file), { force: true }) : write(file, text)),
    has: (file) => existsSync(at(file)),
    read,
    reset() {
      for (const file of ["containers", "calls", "network", "fails", "hangs", "hanging", "down", "ho me"])
        rmSync(at(file), { recursive: true, force: true });
      mkdirSync(home);
      write("images", "");
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  engine.reset();
  return engine;
}

/** What is done while an API server answers at the port of the node, over real TLS. */
export async function answering(engine: KindEngine, during: () => Promise<void>): Promise<void> {
  const { server } = await ensureCertificates(join(engine.folder, "pki"));
  const api = createServer({ cert: readFileSync(server.certificate), key: readFileSync(server.key) }, (_, answer) =>
    answer.end("ok"),
  );
  const port = Number(engine.read(`${node}/port`).trim());
  await new Promise<void>((resolve) => api.listen(port, "127.0.0.1", resolve));
  try {
    await during();
  } finally {
    api.closeAllConnections();
    api.close();
  }
}
