import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../atomic-file.ts";
import { baseEnvironment, findOnPath } from "../../environment.ts";
import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "../../processes/spec.ts";
import type { RenderedChart } from "./chart.ts";
import type { OfficialKargo } from "./find.ts";
import { gitVersion, gitWrapper } from "./git-wrapper.ts";

/** The components that run, each with its subcommand. */
export const officialProcesses = {
  "kargo-webhooks-server": "kubernetes-webhooks-server",
  "kargo-management-controller": "management-controller",
  "kargo-controller": "controller",
  "kargo-api": "api",
} as const;
export type OfficialProcess = keyof typeof officialProcesses;

/** What the processes are made from. */
export interface OfficialArgs {
  readonly context: SpecContext;
  readonly kargo: OfficialKargo;
  readonly environments: RenderedChart["environments"];
}

/**
 * One of Kargo's components as a process: the chart's own environment for it, and what only a process beside the cluster
 * needs. Source: cmd/controlplane of the pinned version.
 */
export function officialProcess(name: OfficialProcess, args: OfficialArgs): ProcessSpec {
  const { context, kargo, environments } = args;
  const port = context.choices.ports[name];
  const kubeconfig = userKubeconfig(context, name);
  const own = ownEnvironment(name, args, port);
  return {
    name,
    command: kargo.program,
    args: [officialProcesses[name]],
    env: { ...environments[name], KUBECONFIG: kubeconfig, ...own.env },
    files: [kubeconfig, ...own.files],
    port,
    listens: [port],
    health: own.health,
    readyWithin: patience,
  };
}

function ownEnvironment(
  name: OfficialProcess,
  args: OfficialArgs,
  port: number,
): Pick<ProcessSpec, "env" | "files" | "health"> {
  const { context } = args;
  switch (name) {
    case "kargo-webhooks-server": {
      const { certificate } = context.certificates.server;
      return {
        // Its certificate has a fixed place under TMPDIR, which a start otherwise empties.
        env: { TMPDIR: webhooksFolder(context), WEBHOOK_SERVER_PORT: String(port) },
        files: [certificate],
        // It has no health check of its own; controller-runtime answers what isn't a review with 200 and an error in it.
        health: {
          kind: "http",
          url: `https://127.0.0.1:${port}/validate-kargo-akuity-io-v1alpha1-project`,
          ca: context.certificates.ca,
        },
      };
    }
    case "kargo-api":
      return {
        env: { BIND_ADDRESS: "127.0.0.1", PORT: String(port) },
        files: [],
        health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
      };
    case "kargo-controller":
      return {
        // ARGOCD_KUBECONFIG doesn't fall back to KUBECONFIG.
        env: {
          ARGOCD_KUBECONFIG: userKubeconfig(context, name),
          METRICS_BIND_ADDRESS: `127.0.0.1:${port}`,
          PATH: `${gitFolder(context)}:${baseEnvironment(context.paths, name, findOnPath("git"))["PATH"]}`,
        },
        files: [],
        health: { kind: "http", url: `http://127.0.0.1:${port}/metrics` },
      };
    case "kargo-management-controller":
      return {
        env: { METRICS_BIND_ADDRESS: `127.0.0.1:${port}` },
        files: [],
        health: { kind: "http", url: `http://127.0.0.1:${port}/metrics` },
      };
  }
}

/** Puts what the processes look for in fixed places where they find it, without touching the machine's own folders. */
export function prepareOfficial({ context, kargo }: Omit<OfficialArgs, "environments">): void {
  const { certificate, key } = context.certificates.server;
  const serving = join(webhooksFolder(context), "k8s-webhook-server", "serving-certs");
  mkdirSync(serving, { recursive: true, mode: 0o700 });
  copyFileSync(certificate, join(serving, "tls.crt"));
  copyFileSync(key, join(serving, "tls.key"));
  mkdirSync(gitFolder(context), { recursive: true, mode: 0o700 });
  const git = findOnPath("git");
  const wrapper = gitWrapper({ git, credentialHelper: kargo.credentialHelper, version: gitVersion(git) });
  writeFileAtomic(join(gitFolder(context), "git"), wrapper, 0o700);
}

function webhooksFolder({ paths }: SpecContext): string {
  return join(paths.config, "kargo-webhooks-server");
}

function gitFolder({ paths }: SpecContext): string {
  return join(paths.config, "kargo-git");
}
