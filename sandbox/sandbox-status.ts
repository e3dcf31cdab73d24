import type { Choices } from "./choices.ts";
import { unhealthy } from "./health.ts";
import { isSame } from "./process-identity.ts";
import { type ProcessRecord, readRecords } from "./process-record.ts";
import { type ProcessName, processesWith } from "./processes/spec.ts";
import { existingState, readJson } from "./state.ts";

export interface ProcessStatus {
  readonly name: ProcessName;
  /** `absent`: not started since the last stop. */
  readonly state: "running" | "unhealthy" | "dead" | "absent";
  /** Why it is unhealthy. */
  readonly why?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly log?: string;
  /** Seconds since it was started; given while it runs. */
  readonly uptime?: number;
}

export interface SandboxStatus {
  /** All processes running and healthy. */
  readonly ready: boolean;
  readonly processes: readonly ProcessStatus[];
}

/** How the processes of a state folder are at this moment; asks each for its health. */
export async function sandboxStatus(state: string): Promise<SandboxStatus> {
  const paths = existingState(state);
  const records = paths ? readRecords(paths) : new Map<ProcessName, ProcessRecord>();
  const kargo = (paths && readJson<Partial<Choices>>(paths.choices)?.kargo) ?? "stand-in";
  const processes = await Promise.all(
    processesWith(kargo).map(async (name): Promise<ProcessStatus> => {
      const record = records.get(name);
      if (!record) return { name, state: "absent" };
      const { pid, port, log } = record;
      const known = { name, pid, log, ...(port === undefined ? {} : { port }) };
      if (!isSame(record)) return { ...known, state: "dead" };
      const uptime = Math.round((Date.now() - Date.parse(record.since)) / 1000);
      const why = await unhealthy(record.health);
      return why === undefined ? { ...known, state: "running", uptime } : { ...known, state: "unhealthy", why, uptime };
    }),
  );
  return { ready: processes.every((process) => process.state === "running"), processes };
}
