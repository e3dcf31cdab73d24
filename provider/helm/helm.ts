import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Options } from "../options.ts";
import type { Session } from "../session.ts";
import { privateFile } from "./private-folder.ts";

/** helm's own words, without its prefix. */
export class HelmError extends Error {
  override readonly name = "HelmError";
}

const running = new Set<ChildProcess>();
// Who ends this process (the engine, or its death) ends helm with it: one that went on alone would meet the next run's.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Seconds that helm may take beyond what it was told: an atomic release that fails is waited for once more, and removed. */
const grace = 120;

/**
 * Runs helm 3 (`SLIPWAY_HELM`, else `helm` on the PATH).
 *
 * @param input for standard input, where values come in: they may hold secrets, so they are neither argument nor file
 * @param seconds what helm was told as its timeout
 * @returns its standard output
 * @throws HelmError in helm's words; when helm can't be started, with what to do
 */
export function helm(
  session: Session,
  args: readonly string[],
  { input = "", seconds = 60 }: { input?: string; seconds?: number } = {},
): Promise<string> {
  const program = process.env.SLIPWAY_HELM ?? "helm";
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    running.add(child);
    // Helm takes back what an atomic release has made when it is asked to stop.
    const stop = () => child.kill("SIGTERM");
    session.signal.addEventListener("abort", stop, { once: true });
    const limit = setTimeout(() => child.kill("SIGKILL"), (seconds * 2 + grace) * 1000);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      err = (err + chunk).slice(-20_000);
    });
    const ended = () => {
      running.delete(child);
      clearTimeout(limit);
      session.signal.removeEventListener("abort", stop);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      ended();
      const why = error.code === "ENOENT" ? "there is none" : error.message;
      reject(
        new HelmError(
          `cannot run helm (${program}): ${why}. Releases need helm 3 on the PATH, or its path in SLIPWAY_HELM, or the real plugin`,
        ),
      );
    });
    child.on("close", (code, signal) => {
      ended();
      if (code === 0) resolve(out);
      else reject(new HelmError(code === null ? `helm was ended by ${signal}` : wordsOf(err)));
    });
    // Helm that ends before it has read everything closes the pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Warnings come first, the error last. */
function wordsOf(stderr: string): string {
  const at = stderr.lastIndexOf("Error: ");
  return (at < 0 ? stderr : stderr.slice(at + "Error: ".length)).trim();
}

/** The flags that lead helm to the cluster of this provider. */
export function clusterFlags({ kubeconfig, context, cluster }: Options): string[] {
  if (cluster !== "") throw new Error("provider option cluster: Helm releases go by context only; give the context");
  const inContext = context === "" ? [] : ["--kube-context", context];
  if (kubeconfig === "") return inContext;
  const path = kubeconfig.startsWith("~/") ? join(homedir(), kubeconfig.slice(2)) : kubeconfig;
  const isText = /[\n{]/.test(path) || !existsSync(path);
  return ["--kubeconfig", isText ? privateFile("kubeconfig", kubeconfig) : path, ...inContext];
}
