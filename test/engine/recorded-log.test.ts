import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { RecordedLog } from "../../engine/recorded-log.ts";

test("every event is in the file as it came, one a line, and counted as without it", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-events-"));
  const file = join(folder, "dev.jsonl");
  writeFileSync(file, "of a run before\n");
  const events = [
    { sequence: 0, timestamp: 1, preludeEvent: { config: { "slipway:kubeconfig": "[secret]" } } },
    { sequence: 1, timestamp: 2, summaryEvent: { resourceChanges: { create: 2, same: 1 }, result: "succeeded" } },
  ] as unknown as EngineEvent[];
  const log = new RecordedLog(
    file,
    (text) => text,
    () => {},
  );
  for (const event of events) log.add(event);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  expect(log.changes).toEqual({ create: 2, update: 0, replace: 0, delete: 0, same: 1 });
  rmSync(folder, { recursive: true });
});
