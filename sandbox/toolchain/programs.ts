import { versions } from "../../model/versions.ts";
import type { ToolName } from "../tools.ts";

/** What can be asked for: the sandbox's own programs, and those that only tests and `npm run verify` use. */
export type ProgramName = ToolName | "actionlint" | "prometheus" | "argocd-server" | "kind";

/** One pinned program: where it comes from, and what getting it costs. */
export interface Program {
  readonly name: ProgramName;
  /** Without a leading `v`. */
  readonly version: string;
  /** Folder beside this file with the go.mod and go.sum that pin it. */
  readonly module: "programs" | "engine" | "rollouts" | "helm" | "actionlint" | "prometheus" | "argocd-server" | "kind";
  /** The Go package; one that starts with `./` is a main of ours in that folder. */
  readonly package: string;
  /** Build tags that leave out what isn't needed. Default: none. */
  readonly tags?: readonly string[];
  /** Variables that the linker sets (`-X`): a program built from a module doesn't know its own version. */
  readonly stamp: Readonly<Record<string, string>>;
  /**
   * How a binary of that name on PATH is asked for its version; the first group of `pattern` is compared.
   * Left out when only our own build counts.
   */
  readonly ask?: { readonly args: readonly string[]; readonly pattern: RegExp };
  /** Seconds its build took on 2 cores after the ones above it: weights for the time left, never a bound. */
  readonly seconds: number;
  /** Disk it needs while it is built, in MB (10^6 bytes), beside what the ones above it left. See disk.ts. */
  readonly megabytes: number;
  /** Neither fetched nor waited for unless it is asked for by name. */
  readonly onRequest?: true;
}

const kubernetesStamp = {
  "k8s.io/component-base/version.gitVersion": `v${versions.kubernetes}`,
  "k8s.io/component-base/version.gitMajor": versions.kubernetes.split(".")[0] ?? "",
  "k8s.io/component-base/version.gitMinor": versions.kubernetes.split(".")[1] ?? "",
};

const askKubernetes = { args: ["--version"], pattern: /^Kubernetes v(\S+)$/m };

/**
 * Every program, in the order in which they are built: what others wait for comes first, and those that share compiled
 * packages follow each other.
 */
export const programs: readonly Program[] = [
  {
    name: "etcd",
    version: versions.etcd,
    module: "programs",
    package: "go.etcd.io/etcd/server/v3",
    stamp: {},
    ask: { args: ["--version"], pattern: /^etcd Version: (\S+)$/m },
    seconds: 21,
    megabytes: 400,
  },
  {
    name: "kube-apiserver",
    version: versions.kubernetes,
    module: "programs",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    stamp: kubernetesStamp,
    ask: askKubernetes,
    seconds: 218,
    megabytes: 2490,
  },
  {
    name: "kube-controller-manager",
    version: versions.kubernetes,
    module: "programs",
    package: "k8s.io/kubernetes/cmd/kube-controller-manager",
    stamp: kubernetesStamp,
    ask: askKubernetes,
    seconds: 61,
    megabytes: 720,
  },
  {
    name: "kube-scheduler",
    version: versions.kubernetes,
    module: "programs",
    package: "k8s.io/kubernetes/cmd/kube-scheduler",
    stamp: kubernetesStamp,
    ask: askKubernetes,
    seconds: 5,
    megabytes: 100,
  },
  {
    name: "kwok",
    version: versions.kwok,
    module: "programs",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    stamp: {},
    ask: { args: ["--version"], pattern: /^kwok version v(\S+)/m },
    seconds: 13,
    megabytes: 160,
  },
  {
    // Only our own build counts: it is our main over miniredis, and Debian's redis-server has another command line.
    name: "redis",
    version: versions.miniredis,
    module: "programs",
    package: "./redis",
    stamp: {},
    seconds: 3,
    megabytes: 30,
  },
  {
    name: "registry",
    version: versions.registry,
    module: "programs",
    package: "./registry",
    stamp: {},
    ask: { args: ["--version"], pattern: /^\S*registry github\.com\/distribution\/distribution\/v3 v([^\s+]+)/m },
    seconds: 9,
    megabytes: 220,
  },
  {
    name: "kustomize",
    version: versions.kustomize,
    module: "programs",
    package: "sigs.k8s.io/kustomize/kustomize/v5",
    stamp: {},
    ask: { args: ["version"], pattern: /^v(\S+)$/m },
    seconds: 5,
    megabytes: 70,
  },
  {
    name: "pulumi",
    version: versions.pulumi,
    module: "engine",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    stamp: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.pulumi}` },
    ask: { args: ["version"], pattern: /^v(\S+)$/m },
    seconds: 214,
    megabytes: 3020,
  },
  {
    // Only our own build counts: an `argocd` on PATH is Argo CD's CLI, which holds neither controller nor repo-server.
    name: "argocd",
    version: versions.argocd,
    module: "programs",
    package: "./argocd",
    stamp: { "github.com/argoproj/argo-cd/v3/common.version": versions.argocd },
    seconds: 67,
    megabytes: 1040,
  },
  {
    // The official image's name for it; `argo-rollouts` elsewhere is the kubectl plugin.
    name: "rollouts-controller",
    version: versions.argoRollouts,
    module: "rollouts",
    package: "github.com/argoproj/argo-rollouts/cmd/rollouts-controller",
    stamp: { "github.com/argoproj/argo-rollouts/utils/version.version": versions.argoRollouts },
    ask: { args: ["--version"], pattern: /^v([^\s+]+)/m },
    seconds: 240,
    megabytes: 3900,
  },
  {
    // The version whose library Kargo links. No stamp: Kargo's own build has none either, and charts can read it.
    name: "helm",
    version: versions.helm,
    module: "helm",
    package: "helm.sh/helm/v3/cmd/helm",
    stamp: {},
    ask: { args: ["version", "--template={{.Version}}"], pattern: /^v([^\s+]+)/m },
    seconds: 95,
    megabytes: 900,
  },
  {
    name: "actionlint",
    version: versions.actionlint,
    module: "actionlint",
    package: "github.com/rhysd/actionlint/cmd/actionlint",
    stamp: {},
    ask: { args: ["-version"], pattern: /^v?(\S+)$/m },
    seconds: 20,
    megabytes: 200,
    onRequest: true,
  },
  {
    // What verification asks. Only our own build counts: it has no way to find targets but files, and no web pages. It is
    // the newest version whose modules the Go proxy all has.
    name: "prometheus",
    version: versions.prometheus,
    module: "prometheus",
    package: "github.com/prometheus/prometheus/cmd/prometheus",
    tags: ["remove_all_sd"],
    stamp: { "github.com/prometheus/common/version.Version": versions.prometheus },
    seconds: 130,
    megabytes: 1700,
    onRequest: true,
  },
  {
    // What people log in to, for the tests of who may what alone. Only our own build counts, as of argocd.
    name: "argocd-server",
    version: versions.argocd,
    module: "argocd-server",
    package: "./server",
    stamp: { "github.com/argoproj/argo-cd/v3/common.version": versions.argocd },
    seconds: 90,
    megabytes: 900,
    onRequest: true,
  },
  {
    // What makes clusters on a laptop, for the tests of how it is called alone: no container engine runs where they do.
    name: "kind",
    version: versions.kind,
    module: "kind",
    package: "sigs.k8s.io/kind",
    stamp: {},
    ask: { args: ["version"], pattern: /^kind v(\S+)/m },
    seconds: 10,
    megabytes: 50,
    onRequest: true,
  },
];

/** @throws Error for a name that isn't in the table, which types prevent */
export function programNamed(name: ProgramName): Program {
  const program = programs.find((candidate) => candidate.name === name);
  if (!program) throw new Error(`no program is called ${name}`);
  return program;
}

/** What a program is listed and built with beside its package. */
export function tagFlags({ tags = [] }: Program): string[] {
  return tags.length === 0 ? [] : [`-tags=${tags.join(",")}`];
}

/** What the linker is told: no symbol table and no debug information, and the stamps. */
export function linkerFlags(program: Program): string {
  return ["-s -w", ...Object.entries(program.stamp).map(([variable, value]) => `-X ${variable}=${value}`)].join(" ");
}
