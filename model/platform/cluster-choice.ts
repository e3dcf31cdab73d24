import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { type KindChoice, type KindPorts, kindDefaults, kindProblems, kindSchema, localElsewhere } from "./kind.ts";
import { fields, formed, fullStackName, pasted, text } from "./schema-parts.ts";
import { schemaProblems } from "./schema-problems.ts";

/** Where the platform's cluster comes from. */
export type ClusterChoice =
  | KindChoice
  /** The kubeconfig or context of the stack's config. `confirm`: the context's name once more. */
  | ({ readonly type: "existing"; readonly confirm?: string } & ConfirmedVersion)
  /** Another stack's output, `organization/project/stack`. */
  | ({ readonly type: "stack"; readonly stack: string; readonly output: string } & ConfirmedVersion);

/** `confirmVersion`: a minor version of Kubernetes that nobody tests, `1.31`, and that is meant all the same. */
interface ConfirmedVersion {
  readonly confirmVersion?: string;
}

const types = ["kind", "existing", "stack"] as const;

/** What can be said before the type is known; each type has a schema of its own. */
export const clusterSchema = {
  type: "object",
  required: ["type"],
  properties: { type: { enum: types } },
  additionalProperties: true,
};

const confirmVersion = formed("^1\\.[0-9]+$", 'a minor version of Kubernetes in quotes, such as "1.31"');
const schemas = {
  kind: kindSchema,
  existing: fields({ type: { const: "existing" }, confirm: text, confirmVersion }, ["type"]),
  stack: fields({ type: { const: "stack" }, stack: fullStackName, output: pasted, confirmVersion }, ["type", "stack"]),
} as const;

/**
 * Reads `platform.cluster`, which `clusterSchema` has let through.
 *
 * @returns the cluster with its defaults, unless there are problems; their paths begin with `platform.cluster`
 */
export function readCluster(value: unknown): { cluster?: ClusterChoice; problems: readonly Problem[] } {
  const given = value ?? { type: "kind" };
  const type = isRecord(given) ? types.find((each) => each === given["type"]) : undefined;
  if (!isRecord(given) || type === undefined) return { problems: [] };
  const problems: Problem[] = [];
  const at = (problem: Problem) => ({ ...problem, path: `platform.cluster.${problem.path}` });
  // A sentence of its own beats the schema's "there is no such field".
  const { local, ...others } = given;
  if (type !== "kind" && local !== undefined) problems.push(at(localElsewhere(type)));
  problems.push(
    ...schemaProblems("platform.cluster", `cluster ${type}`, schemas[type], type === "kind" ? given : others),
  );
  if (problems.length > 0) return { problems };
  if (type === "kind") {
    const ports = given["ports"] as Partial<KindPorts> | undefined;
    const cluster = { ...kindDefaults, ...given, ports: { ...kindDefaults.ports, ...ports } } as KindChoice;
    const found = kindProblems(cluster, ports).map(at);
    return found.length > 0 ? { problems: found } : { cluster, problems };
  }
  return {
    cluster: (type === "stack" ? { output: "kubeconfig", ...given } : given) as unknown as ClusterChoice,
    problems,
  };
}
