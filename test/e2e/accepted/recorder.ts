import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type { Compiled } from "../../../model/compile.ts";

const seen = new Set<string>();

/** Keeps a compiled pipeline in the folder that SLIPWAY_RECORDED names, each only once. */
export function record(compiled: Compiled): void {
  const folder = process.env.SLIPWAY_RECORDED;
  if (folder === undefined) return;
  const text = JSON.stringify(compiled);
  const hash = createHash("sha256").update(text).digest("base64");
  if (seen.has(hash)) return;
  seen.add(hash);
  appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), `${text}\n`);
}
