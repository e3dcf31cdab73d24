import { UserError } from "../../model/problem.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import type { Connection } from "../cluster/connect.ts";
import { clusterFacts, judgeCluster } from "./cluster.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { heldFacts, judgeHeld } from "./held/judge-held.ts";
import { judgeMachine, machineFacts } from "./machine.ts";
import { judgeState, stateFacts } from "./pulumi-state.ts";
import { judgeTokens } from "./tokens.ts";
import { judgeTools, toolFacts } from "./tools.ts";

export interface Examination {
  /** The project's folder. */
  readonly folder: string;
  readonly env: Environment;
  /** A kind cluster on this machine is meant. */
  readonly kind: boolean;
  /** Finds the cluster; throws UserError when there is none. */
  readonly connect: () => Connection;
}

/** Looks at everything, changes nothing. Takes at most as long as its slowest question, 30 s. */
export async function examine({ folder, env, kind, connect }: Examination): Promise<Finding[]> {
  const [machine, tools, state, cluster] = await Promise.all([
    machineFacts(folder),
    toolFacts(folder, env, kind),
    stateFacts(folder, env),
    examineCluster(connect, kind),
  ]);
  return [...judgeMachine(machine, kind), ...judgeTools(tools), ...judgeState(state), ...judgeTokens(env), ...cluster];
}

async function examineCluster(connect: () => Connection, kind: boolean): Promise<Finding[]> {
  const { ok, error } = findingsOf("cluster");
  try {
    const { cluster, sandbox } = connect();
    const facts = await clusterFacts(cluster, sandbox !== undefined, Date.now);
    return [...judgeCluster(facts), ...judgeHeld(await heldFacts(cluster, sandbox), Date.now())];
  } catch (failure) {
    if (!(failure instanceof UserError)) throw failure;
    if (kind) return [ok("no-cluster-yet", "No cluster yet; kind is to make one")];
    return [
      error("cluster-unreachable", failure.message, "Name a cluster that answers with --context or --kubeconfig"),
    ];
  }
}
