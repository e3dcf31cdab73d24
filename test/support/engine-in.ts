import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Engine } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/engine-options.ts";
import { silent } from "../../progress/progress.ts";
import { leaveOutPromiseTraces } from "./promise-traces.ts";

/**
 * An engine of a test's own: its home, state and project stand in one folder. Unless told otherwise it says nothing and
 * has no plugins.
 *
 * @param pulumi path of the CLI, alone in its folder
 */
export function engineIn(folder: string, pulumi: string, more: Partial<EngineOptions> = {}): Engine {
  leaveOutPromiseTraces();
  return new Engine({
    pulumi,
    home: join(folder, "home"),
    backend: pathToFileURL(join(folder, "state")).href,
    workDir: join(folder, "work"),
    passphrase: "test",
    progress: silent,
    ...more,
  });
}
