import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

const script = fileURLToPath(import.meta.resolve("../pods/pod-runner.ts"));
/** Images hold programs for Linux. */
const canRun = process.platform === "linux";
const askTimeout = 10_000;

/** The registry whose images are run; undefined where none can be. */
export function runRegistry({ choices }: SpecContext): string | undefined {
  return canRun ? `127.0.0.1:${choices.ports.registry}` : undefined;
}

/** What of Pods is real, said by every start. */
export const podNotes: readonly string[] = canRun
  ? [
      "Pods with an image of the sandbox's registry run: one process each, on loopback, with their real probes. They are not isolated: no limits, volumes or security context",
      "other Pods are simulated by kwok, a Job's among them: it always succeeds",
    ]
  : ["Pods are simulated by kwok: images hold programs for Linux"];

/**
 * Runs the Pods whose images are in the sandbox's registry, and answers for their Services.
 *
 * @param node the Node executable to run it with
 */
export function podRunner(context: SpecContext, node: string): ProcessSpec {
  const port = context.choices.ports["pod-runner"];
  const kubeconfig = userKubeconfig(context, "pod-runner");
  const folder = dirname(script);
  const registry = runRegistry(context);
  return {
    name: "pod-runner",
    command: node,
    args: [
      ...[script, "--state", context.paths.root, "--port", String(port)],
      ...(registry === undefined ? [] : ["--registry", registry]),
    ],
    env: { KUBECONFIG: kubeconfig },
    files: [
      kubeconfig,
      ...readdirSync(folder)
        .sort()
        .map((file) => join(folder, file)),
    ],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}

/** URL of the pod-runner as an HTTP proxy, which knows the names of the cluster's Services. */
export function serviceProxy({ choices }: SpecContext): string {
  return `http://127.0.0.1:${choices.ports["pod-runner"]}`;
}

/** The Services that have an address at this moment: `namespace/name` → URL. */
export async function servicesOf(context: SpecContext): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${serviceProxy(context)}/services`, { signal: AbortSignal.timeout(askTimeout) });
  return (await answer.json()) as Readonly<Record<string, string>>;
}
