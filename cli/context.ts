import { existsSync, readFileSync } from "node:fs";
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
  /** The folder of this clone; where Slipway is installed as a package, the folder of its built code. */
  readonly root = path.resolve(import.meta.dirname, "..");
  /** False where Slipway is installed as a package. */
  readonly isClone = existsSync(path.join(this.root, "Pulumi.yaml"));
  /** The user's project: the nearest folder with a Pulumi.yaml, from the working directory up; else that directory. */
  readonly project = nearestProject(process.cwd());

  constructor(args: readonly string[], progress: Progress, signal: AbortSignal) {
    this.args = args;
    this.progress = progress;
    this.signal = signal;
  }

  /**
   * @param names whether the command takes names or files beside its options. Default true
   * @throws UserError naming the option, when an argument is unknown or lacks its value
   */
  options<T extends NonNullable<ParseArgsConfig["options"]>>(usage: string, options: T, { names = true } = {}) {
    try {
      return parseArgs({ args: [...this.args], options, allowPositionals: names, strict: true });
    } catch (error) {
      throw new UserError(`${(error as Error).message.split("\n")[0]}\nusage: ${usage}`);
    }
  }

  /**
   * What a user types for `slipway NAME ARGS` here: in a clone `npm run NAME -- ARGS`, or `npm run slipway -- NAME ARGS`
   * where package.json has no script of that name; else `npx slipway NAME ARGS`.
   */
  commandLine(name: string, args = ""): string {
    const rest = args && ` ${args}`;
    if (!this.isClone) return `npx slipway ${name}${rest}`;
    if (this.project !== this.root) return `node ${path.join(this.root, "cli/slipway.ts")} ${name}${rest}`;
    if (!this.#scripts().has(name)) return `npm run slipway -- ${name}${rest}`;
    return `npm run ${name}${rest && ` --${rest}`}`;
  }

  #scripts(): ReadonlySet<string> {
    const { scripts } = JSON.parse(readFileSync(path.join(this.root, "package.json"), "utf8")) as { scripts: object };
    return new Set(Object.keys(scripts));
  }

  /** A heading between two parts of a longer story. */
  title(text: string): void {
    this.print(`\n── ${text} ${"─".repeat(Math.max(0, 74 - text.length))}\n`);
  }

  print(text: string): void {
    this.progress.note(text);
  }
}

function nearestProject(folder: string): string {
  for (let each = folder; ; each = path.dirname(each)) {
    if (existsSync(path.join(each, "Pulumi.yaml"))) return each;
    if (path.dirname(each) === each) return folder;
  }
}
