import { appendFileSync, writeFileSync } from "node:fs";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { EventLog } from "./event-log.ts";

/**
 * Keeps the engine's events in a file too, one a line, as the CLI's own event log has them: what `slipway report` reads.
 * A run that is cut off leaves those that came before.
 */
export class RecordedLog extends EventLog {
  private readonly file: string;

  /** @param file is written anew; its folder exists */
  constructor(file: string, ...rest: ConstructorParameters<typeof EventLog>) {
    super(...rest);
    this.file = file;
    writeFileSync(file, "");
  }

  override add(event: EngineEvent): void {
    appendFileSync(this.file, `${JSON.stringify(event)}\n`);
    super.add(event);
  }
}
