import { isRecord } from "../json.ts";
import { judge } from "../kinds/validator.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { targetClustersSchema } from "./target-clusters-schema.ts";

/** A cluster beside the platform's own that pipelines deploy to. Project-wide: the platform stack and environments read it. */
export type TargetCluster = RegisteredCluster | OwnArgoCdCluster;

interface Common {
  /** Argo CD's name for it, and the name by which environments choose it. */
  readonly name: string;
  /** The stack that made the cluster: `organization/project/stack`. */
  readonly stack: string;
  /** Its output with the cluster's kubeconfig. Default `kubeconfig`. */
  readonly output: string;
}

/** Deployed to by the platform's Argo CD, which is given rights in the listed namespaces and nowhere else. */
export interface RegisteredCluster extends Common {
  readonly kargoShard?: never;
  /** Made there by the platform stack. Argo CD watches these and may write in them. At least one. */
  readonly namespaces: readonly string[];
  /** Kinds beside the usual ones that Argo CD may write there, as kubectl spells them: `rollouts.argoproj.io`. Default: none. */
  readonly resources: readonly string[];
  /** Which of Argo CD's application controllers looks after it, counted from 0. Default: its sharding algorithm decides. */
  readonly shard?: number;
  /** Labels of the cluster's Secret, by which ApplicationSets choose clusters. Default: none. */
  readonly labels: Readonly<Record<string, string>>;
  /** Argo CD logs in as an IAM role, which an EKS access entry puts into the group `slipway:argocd-manager`. Default: a ServiceAccount's token. */
  readonly awsAuthConfig?: AwsAuthConfig;
}

/** It has an Argo CD of its own, to which a Kargo controller of this shard speaks. */
export interface OwnArgoCdCluster extends Common {
  readonly kargoShard: string;
  /** Where that Argo CD runs. Default `argocd`. */
  readonly argocdNamespace: string;
}

export interface AwsAuthConfig {
  readonly clusterName: string;
  readonly roleARN?: string;
}

/** Argo CD's own name for the cluster that it runs in. */
export const inCluster = "in-cluster";
/** Namespace in a target cluster for what Slipway needs there itself. */
export const agentNamespace = "slipway-agents";

/**
 * Reads `slipway:clusters`.
 *
 * @returns the clusters, when there are no problems; and every problem, its path from the setting's own name
 */
export function targetClustersOf(value: unknown): {
  clusters: readonly TargetCluster[];
  problems: readonly Problem[];
} {
  const found: Problem[] = judge(value, {
    name: "slipway clusters",
    schema: () => targetClustersSchema,
    expressions: false,
  }).map((finding) => ({
    rule: "target-clusters",
    severity: "error",
    ...finding,
    path: ["clusters", ...finding.path].join("."),
    fix: finding.fix ?? "See docs/many-clusters.md",
  }));
  const list = Array.isArray(value) ? value.filter(isRecord) : [];
  const problems = [...found, ...list.flatMap(ownName), ...list.flatMap(kindProblems), ...doubled(list)];
  if (problems.length > 0) return { clusters: [], problems };
  return { clusters: (list as unknown as Given[]).map(withDefaults), problems };
}

type Given = Common & Partial<Omit<RegisteredCluster, "kargoShard">> & Partial<OwnArgoCdCluster>;

function withDefaults({ kargoShard, argocdNamespace, ...given }: Given): TargetCluster {
  const common = { ...given, output: given.output ?? "kubeconfig" };
  return kargoShard === undefined
    ? { ...common, namespaces: given.namespaces ?? [], resources: given.resources ?? [], labels: given.labels ?? {} }
    : { ...common, kargoShard, argocdNamespace: argocdNamespace ?? "argocd" };
}

function ownName({ name }: Fields, index: number): Problem[] {
  if (name !== inCluster) return [];
  return [
    {
      rule: "target-clusters",
      severity: "error",
      path: `clusters.${index}.name`,
      message: "This is Argo CD's own name for the cluster that it runs in",
      got: shown(name),
      fix: "Choose another name",
    },
  ];
}

const ofRegistered = ["namespaces", "resources", "shard", "labels", "awsAuthConfig"] as const;

/** What belongs to a cluster with an Argo CD of its own, and what to one without. */
function kindProblems(cluster: Readonly<Record<string, unknown>>, index: number): Problem[] {
  const path = `clusters.${index}`;
  const common = { rule: "target-clusters", severity: "error" } as const;
  if (cluster["kargoShard"] === undefined) {
    const namespaces: Problem[] = Array.isArray(cluster["namespaces"])
      ? reserved(cluster["namespaces"], path)
      : [
          {
            ...common,
            path: `${path}.namespaces`,
            message: "Argo CD gets rights in the namespaces that are named, and none is",
            fix: `Name those that environments deploy to there, such as ["goserver-prod-eu"]; or set kargoShard when the cluster has an Argo CD of its own`,
          },
        ];
    return cluster["argocdNamespace"] === undefined
      ? namespaces
      : [...namespaces, superfluous(`${path}.argocdNamespace`, "Only a cluster with kargoShard has an Argo CD there")];
  }
  return ofRegistered
    .filter((key) => cluster[key] !== undefined)
    .map((key) =>
      superfluous(
        `${path}.${key}`,
        "A cluster with kargoShard has an Argo CD of its own and isn't registered to the platform's",
      ),
    );
}

function superfluous(path: string, message: string): Problem {
  return { rule: "target-clusters", severity: "error", path, message, fix: "Remove it" };
}

/** Whoever may write there may do more than deploy. */
function reserved(namespaces: readonly unknown[], path: string): Problem[] {
  return namespaces.flatMap((name, index) =>
    typeof name === "string" && (name === agentNamespace || /^(kube-.*|argocd)$/.test(name))
      ? [
          {
            rule: "target-clusters",
            severity: "error",
            path: `${path}.namespaces.${index}`,
            message: "Who deploys into this namespace rules the cluster, or Argo CD",
            got: shown(name),
            fix: "Deploy into a namespace of the app's own",
          },
        ]
      : [],
  );
}

/** Argo CD knows a cluster by its server, Kargo a controller by its shard; each may be there once. */
function doubled(list: readonly Readonly<Record<string, unknown>>[]): Problem[] {
  const unique = [
    { what: "name", of: ({ name }: Fields) => name, message: "Two clusters have one name" },
    { what: "kargoShard", of: ({ kargoShard }: Fields) => kargoShard, message: "Two clusters have one shard" },
    {
      what: "stack",
      of: ({ stack, output }: Fields) =>
        typeof stack === "string" ? `${stack} ${String(output ?? "kubeconfig")}` : undefined,
      message: "Two entries are one cluster, and Argo CD keeps one Secret for each",
    },
  ];
  return unique.flatMap(({ what, of, message }) =>
    list.flatMap((cluster, index): Problem[] => {
      const value = of(cluster);
      const first = list.findIndex((each) => of(each) === value);
      if (typeof value !== "string" || first === index) return [];
      return [
        {
          rule: "target-clusters",
          severity: "error",
          path: `clusters.${index}.${what}`,
          message,
          got: `${shown(cluster[what])}, also of clusters.${first}`,
          fix: what === "stack" ? "List the namespaces of both in one entry" : "Rename one of them",
        },
      ];
    }),
  );
}

type Fields = Readonly<Record<string, unknown>>;
