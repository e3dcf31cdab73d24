import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Way } from "../kube/asked.ts";
import { isRecord } from "../model/json.ts";
import { chartSource } from "../model/platform/chart-source.ts";
import type { Part } from "../model/platform/charts.ts";
import type { Platform } from "../model/platform/platform.ts";
import type { Values } from "../model/platform/values.ts";

/** Seconds that a chart may take to come and be rendered. */
const bound = 120;

export interface Upgrade {
  readonly way: Way;
  readonly namespace: string;
  readonly release: string;
  readonly version: string;
  readonly values: Values;
}

/** What an upgrade would install; or why nobody can say. */
export type DryRun = { readonly manifest: string } | { readonly why: string; readonly fix?: string };

/**
 * Asks helm what an upgrade would install, with the cluster answering a chart's look-ups. Nothing is changed.
 *
 * Values and kubeconfig may hold secrets: the values go by standard input, the kubeconfig by a file that only we read.
 */
export async function helmDryRun(platform: Platform, part: Part, upgrade: Upgrade): Promise<DryRun> {
  const { way, namespace, release, version, values } = upgrade;
  const source = chartSource(part, platform, version);
  const folder = mkdtempSync(join(tmpdir(), "slipway-helm-"));
  try {
    const kubeconfig = join(folder, "kubeconfig");
    if ("kubeconfig" in way) writeFileSync(kubeconfig, way.kubeconfig, { mode: 0o600 });
    const args = [
      ...["upgrade", release, source.chart, "--namespace", namespace, "--dry-run=server", "--output", "json"],
      ...(source.version === undefined ? [] : ["--version", source.version]),
      ...(source.repository === undefined ? [] : ["--repo", source.repository]),
      ...("kubeconfig" in way ? ["--kubeconfig", kubeconfig] : ["--kube-context", way.context]),
      // The whole set: helm would take the last revision's again where it is empty.
      ...["--reset-values", "--values", "-"],
    ];
    return await run(args, JSON.stringify(values));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], input: string): Promise<DryRun> {
  const program = process.env["SLIPWAY_HELM"] ?? "helm";
  const { promise, resolve } = Promise.withResolvers<DryRun>();
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], timeout: bound * 1000, killSignal: "SIGKILL" });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  child.on("error", () => {
    const fix = 'Install Helm 3, or name it in SLIPWAY_HELM; or let everything restart: ["any"]';
    resolve({ why: `there is no program ${program}`, fix });
  });
  child.on("close", (code, signal) => {
    if (code === null)
      return resolve({
        why: signal === "SIGKILL" ? `helm took longer than ${bound} s` : `helm was ended by ${signal}`,
      });
    const line = err.split("\n").find((each) => each.startsWith("Error: ")) ?? err.split("\n")[0] ?? "";
    if (code !== 0) return resolve({ why: `helm says: ${line.replace("Error: ", "").trim()}` });
    const release: unknown = JSON.parse(out);
    const manifest = isRecord(release) ? release["manifest"] : undefined;
    resolve(typeof manifest === "string" ? { manifest } : { why: "helm gave no manifest" });
  });
  // Helm that ends before it has read everything closes the pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return promise;
}
