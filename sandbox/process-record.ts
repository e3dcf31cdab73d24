import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "./atomic-file.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { type ProcessName, type ProcessSpec, processNames } from "./processes/spec.ts";
import { readJson, type StatePaths } from "./state.ts";

/** What is kept of a process that was started: `<state>/run/<name>.json`. */
export interface ProcessRecord extends ProcessIdentity {
  readonly log: string;
  readonly port?: number;
  readonly listens: readonly number[];
  readonly health: ProcessSpec["health"];
  /** Digest of everything that it was started with. */
  readonly fingerprint: string;
  /** When it was started, ISO 8601. */
  readonly since: string;
}

export function recordPath(paths: StatePaths, name: ProcessName): string {
  return join(paths.run, `${name}.json`);
}

export function writeRecord(paths: StatePaths, name: ProcessName, record: ProcessRecord): void {
  writeFileAtomic(recordPath(paths, name), `${JSON.stringify(record, undefined, 2)}\n`);
}

export function readRecord(paths: StatePaths, name: ProcessName): ProcessRecord | undefined {
  return readJson<ProcessRecord>(recordPath(paths, name));
}

/** All records of a state folder, by process. */
export function readRecords(paths: StatePaths): Map<ProcessName, ProcessRecord> {
  return new Map(
    processNames.flatMap((name) => {
      const record = readRecord(paths, name);
      return record ? [[name, record] as const] : [];
    }),
  );
}

export function removeRecords(paths: StatePaths): void {
  for (const name of processNames) rmSync(recordPath(paths, name), { force: true });
}

/** Digest of a spec, its environment and the content of the files that it reads at start. */
export function fingerprint(
  spec: ProcessSpec,
  environment: Readonly<Record<string, string>>,
  follows: string | undefined,
): string {
  const hash = createHash("sha256").update(JSON.stringify([spec.command, spec.args, environment, follows]));
  for (const file of spec.files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}
