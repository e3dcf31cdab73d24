import { writeFile } from "node:fs/promises";
import { readText } from "../files/read-file.ts";
import { pathBelow } from "../paths.ts";
import type { StepResult } from "../step.ts";
import { updateMessage } from "./update-message.ts";
import type { Update } from "./yaml-set.ts";

/** How a format's step changes a file, and what it says when it can't. */
export interface FileUpdate<Of extends Update> {
  readonly path: string;
  readonly updates: readonly Of[];
  /** What the file is called in an error about reading it. */
  readonly called: string;
  change(text: string, updates: readonly Of[]): string;
  /** A value as the commit message shows it. */
  shown(value: unknown): string;
  /** The step's error around the reason. */
  failed(reason: string): string;
}

/** What yaml-update, toml-update and json-update have in common. */
export async function updateFile<Of extends Update>(workDir: string, update: FileUpdate<Of>): Promise<StepResult> {
  const { path, updates, called, change, shown, failed } = update;
  if (updates.length === 0) return { status: "Succeeded" };
  try {
    const file = await pathBelow(workDir, path);
    await writeFile(file, change(await readText(workDir, file, called, path), updates));
  } catch (error) {
    throw new Error(failed((error as Error).message), { cause: error });
  }
  return { status: "Succeeded", output: { commitMessage: updateMessage(path, updates, shown) } };
}

/** Upstream's words around what a parser says. */
export function mutating<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`error mutating bytes: ${(error as Error).message}`, { cause: error });
  }
}
