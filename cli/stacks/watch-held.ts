import type { Deployment } from "../../engine/pending-creates.ts";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";
import type { Progress } from "../../progress/progress.ts";
import type { Connection, Surroundings } from "../cluster/connect.ts";
import { ownerOf } from "../doctor/held/controllers.ts";
import type { Held } from "../doctor/held/held-objects.ts";
import { heldFacts, judgeHeld } from "../doctor/held/judge-held.ts";
import { complaints } from "../doctor/report.ts";
import { clusterOf } from "./teardown-cluster.ts";

/** Milliseconds between two looks at what a destroy waits for. */
const pause = 10_000;

export interface HeldWatch {
  /** From now on says once of each object that nobody will let go, while the engine still waits for it. */
  begin(progress: Progress): void;
  /** What of the stack is being deleted and doesn't go, with the safe commands; empty when nothing is. */
  readonly explain: () => Promise<string>;
  end(): void;
}

/**
 * Looks after a stack that is being destroyed. The engine waits up to ten minutes for each object; whoever sits before it
 * hears earlier that a controller is missing.
 *
 * @param deployment as it was before the destroy
 * @returns undefined where the stack has no cluster
 */
export function watchHeld(deployment: Deployment | undefined, around: Surroundings): HeldWatch | undefined {
  const connection = deployment === undefined ? undefined : clusterOf(deployment, around);
  if (deployment === undefined || connection === undefined) return undefined;
  const names = namesIn(deployment);
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const look = async (progress: Progress) => {
    const text = await heldOf(connection, names, ({ kind, namespace, name }, isLost) => {
      const id = `${kind} ${namespace ?? ""}/${name}`;
      if (!isLost || told.has(id)) return false;
      told.add(id);
      return true;
    });
    if (text !== "") progress.note(text);
  };
  return {
    begin: (progress) => {
      timer = setInterval(() => void look(progress).catch(() => undefined), pause);
      timer.unref();
    },
    explain: () => heldOf(connection, names, () => true),
    end: () => clearInterval(timer),
  };
}

/** @param wanted of which objects; `isLost`: its controller doesn't run */
async function heldOf(
  { cluster, sandbox }: Connection,
  names: ReadonlySet<string>,
  wanted: (held: Held, isLost: boolean) => boolean,
): Promise<string> {
  try {
    const facts = await heldFacts(cluster, sandbox);
    const held = facts.held.filter((each) => {
      if (!names.has(each.name) && !names.has(each.namespace ?? "")) return false;
      const owners = each.finalizers.flatMap((finalizer) => ownerOf(finalizer, each.resource) ?? []);
      return wanted(
        each,
        owners.some((owner) => facts.running[owner].state === "stopped"),
      );
    });
    return held.length === 0 ? "" : complaints(judgeHeld({ ...facts, held }, Date.now()));
  } catch (error) {
    if (error instanceof UserError) return ""; // The cluster went away too, which the engine tells.
    throw error;
  }
}

/** Names of a state's objects. */
function namesIn({ resources = [] }: Deployment): ReadonlySet<string> {
  return new Set(
    resources.flatMap(({ inputs }) => {
      const metadata = isRecord(inputs?.["metadata"]) ? inputs["metadata"] : {};
      return typeof metadata["name"] === "string" ? [metadata["name"]] : [];
    }),
  );
}
