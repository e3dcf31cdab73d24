import { join } from "node:path";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation/index.js";
import type { PolicyPackRun } from "./engine-options.ts";
import type { EventLog } from "./event-log.ts";
import type { ChangeCounts } from "./stack-run.ts";
import { writeWhole } from "./write-whole.ts";

/** What the engine can be asked to do with a stack. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * Runs one operation to its end.
 *
 * @param folder where the config of policy packs is written, which the engine takes from files only
 * @returns the stack's outputs, secrets in the clear; empty after a preview or destroy
 */
export async function perform(
  operation: Operation,
  stack: Stack,
  log: EventLog,
  { packs, folder }: { readonly packs: readonly PolicyPackRun[]; readonly folder: string },
): Promise<Readonly<Record<string, unknown>>> {
  const common = { onEvent: log.add.bind(log), color: "never" } as const;
  switch (operation) {
    case "up":
      return plainOutputs((await stack.up({ ...common, ...packArguments(packs, folder) })).outputs);
    case "preview":
      await stack.preview({ ...common, ...packArguments(packs, folder) });
      return {};
    case "refresh":
      await stack.refresh(common);
      return plainOutputs(await stack.outputs());
    case "destroy":
      await stack.destroy(common);
      return {};
  }
}

export function plainOutputs(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value]));
}

/** `7 create, 1 same`; of a run that changed nothing at all, that there was nothing to do. */
export function countsText(changes: ChangeCounts): string {
  const said = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([operation, count]) => `${count} ${operation}`);
  return said.join(", ") || "nothing to do";
}

function packArguments(packs: readonly PolicyPackRun[], folder: string) {
  if (packs.length === 0) return {};
  const policyPackConfigs = packs.map((pack, index) => {
    const file = join(folder, `policy-pack-${index}.json`);
    writeWhole(file, JSON.stringify(pack.config ?? {}));
    return file;
  });
  return { policyPacks: packs.map((pack) => pack.folder), policyPackConfigs };
}
