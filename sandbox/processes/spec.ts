import type { Certificates } from "../certificates.ts";
import type { Choices } from "../choices.ts";
import type { StatePaths } from "../state.ts";

/** Every process of the sandbox, in the order in which `status` lists them. */
export const processNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "pod-runner",
  "redis",
  "argocd-repo-server",
  "argocd-application-controller",
  "argo-rollouts",
  "git-server",
  "registry",
  "kargo-webhooks-server",
  "kargo-management-controller",
  "kargo-controller",
  "kargo-api",
  "kargo-management-stand-in",
  "kargo-webhooks-stand-in",
  "kargo-controller-stand-in",
] as const;
export type ProcessName = (typeof processNames)[number];

/** Those that only one of the two Kargos has. */
const kargoProcesses: Readonly<Record<NonNullable<Choices["kargo"]>, readonly ProcessName[]>> = {
  official: ["kargo-webhooks-server", "kargo-management-controller", "kargo-controller", "kargo-api"],
  "stand-in": ["kargo-management-stand-in", "kargo-webhooks-stand-in", "kargo-controller-stand-in"],
};

/** The processes that a sandbox with this Kargo has, in the order in which `status` lists them. */
export function processesWith(kargo: NonNullable<Choices["kargo"]>): readonly ProcessName[] {
  const others = kargoProcesses[kargo === "official" ? "stand-in" : "official"];
  return processNames.filter((name) => !others.includes(name));
}

/** How a process is started and how it is known to be ready. Plain data, the same for the same state. */
export interface ProcessSpec {
  readonly name: ProcessName;
  readonly command: string;
  readonly args: readonly string[];
  /** Beyond `baseEnvironment`. Secrets belong here or in files, never in `args`: those are public. */
  readonly env: Readonly<Record<string, string>>;
  /** Files read at start only: when their content changes, the process is started anew. */
  readonly files: readonly string[];
  /** The port that others use. */
  readonly port?: number;
  /** Every port it listens on. */
  readonly listens: readonly number[];
  readonly health: HealthCheck;
  /** How long it may take to become healthy, in milliseconds. */
  readonly readyWithin: number;
  /** How long one that runs but isn't healthy may take to be so again, in milliseconds. Default: 15 s. */
  readonly recoversWithin?: number;
}

export type HealthCheck =
  | {
      /** Healthy when a GET is answered with 200. */
      readonly kind: "http";
      readonly url: string;
      /** PEM files. */
      readonly ca?: string;
      readonly certificate?: string;
      readonly key?: string;
      readonly token?: string;
    }
  | { readonly kind: "redis"; readonly port: number; readonly password: string };

/** What the specs are made from. */
export interface SpecContext {
  readonly paths: StatePaths;
  readonly choices: Choices;
  readonly certificates: Certificates;
}

/** Path of a user's kubeconfig below the state folder. */
export function userKubeconfig(context: SpecContext, user: keyof Choices["tokens"]): string {
  return user === "admin" ? context.paths.kubeconfig : `${context.paths.config}/${user}.kubeconfig`;
}

/** Generous: on a machine that compiles at the same time a start takes many times as long as on an idle one. */
export const patience = 120_000;
