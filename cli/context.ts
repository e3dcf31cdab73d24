import path from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UserError } from "../model/problem.ts";
import type { Progress } from "../progress/progress.ts";

/** What every command gets: its arguments, where to say what it does, and when to stop. */
export class Context {
  readonly args: readonly string[];
  readonly progress: Progress;
  /** Aborted when the user wants to end; commands clean up and return. */
  readonly signal: AbortSignal;
  /** The folder of this clone or package. */
  readonly root = path.resolve(import.meta.dirname, "..");

  constructor(args: readonly string[], progress: Progress, signal: AbortSignal) {
    this.args = args;
    this.progress = progress;
    this.signal = signal;
  }

  /** @throws UserError naming the option, when an argument is unknown or lacks its value */
  options<T extends NonNullable<ParseArgsConfig["options"]>>(usage: string, options: T) {
    try {
      return parseArgs({ args: [...this.args], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw new UserError(`${(error as Error).message.split("\n")[0]}\nusage: ${usage}`);
    }
  }

  /** A heading between two parts of a longer story. */
  title(text: string): void {
    this.print(`\n── ${text} ${"─".repeat(Math.max(0, 74 - text.length))}\n`);
  }

  print(text: string): void {
    this.progress.note(text);
  }
}
