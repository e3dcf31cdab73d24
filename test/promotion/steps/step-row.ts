import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Freight } from "../../../promotion/freight.ts";
import type { Outside, ShownCall } from "../../../promotion/outside.ts";
import { type StepResult, type StepRunner, TerminalError } from "../../../promotion/step.ts";

/** A file by its text, or something else. `<work>` in a link stands for the work folder. */
export type Entry =
  | string
  | { readonly content: string; readonly mode?: number }
  | { readonly base64: string; readonly mode?: number }
  | { readonly link: string }
  | { readonly dir: true; readonly mode?: number };

export type Tree = Readonly<Record<string, Entry>>;

/** One row of a step's table: what it is given, and what has to be there afterwards. */
export interface StepRow {
  readonly name: string;
  /** The upstream file, test or page of the docs that it follows. */
  readonly from: string;
  readonly config: object;
  readonly before?: Tree;
  readonly freight?: readonly Freight[];
  /** What differs afterwards; null is gone. Modes count only where they are written. */
  readonly after?: Readonly<Record<string, Entry | null>>;
  /** Default: Succeeded, or what `error` makes of it. */
  readonly status?: "Running" | "Failed" | "Errored" | "Succeeded";
  readonly output?: object;
  readonly message?: string;
  readonly error?: string;
  readonly terminal?: boolean;
  readonly retryAfter?: number;
  /** Why Kargo itself answers otherwise; such a row is left out when the two are compared. */
  readonly differs?: string;
}

export interface StepTable {
  // biome-ignore lint/suspicious/noExplicitAny: each table has the config of its own step
  readonly runner: StepRunner<any>;
  readonly rows: readonly StepRow[];
}

/** What a step came to, in the words of a row. */
export interface Outcome {
  readonly status: string;
  readonly output: unknown;
  readonly message: string | undefined;
  readonly error: string | undefined;
  readonly terminal: boolean;
  readonly retryAfter: number | undefined;
  readonly after: Record<string, Entry>;
  readonly shown: readonly ShownCall[];
}

/** Carries out one row in a work folder of its own. */
export async function carryOut(
  { runner }: Pick<StepTable, "runner">,
  row: StepRow,
  outside: Partial<Outside> = {},
): Promise<Outcome> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "slipway-step-")));
  const workDir = join(root, "work");
  const shown: ShownCall[] = [];
  mkdirSync(workDir);
  try {
    plant(workDir, row.before ?? {});
    let result: StepResult | undefined;
    let error: unknown;
    try {
      result = await runner.run(contextOf(workDir, row, shown, outside), row.config);
    } catch (caught) {
      error = caught;
    }
    const said = (text: string | undefined) => text?.replaceAll(workDir, "<work>");
    return {
      status: result?.status ?? (error instanceof TerminalError ? error.status : "Errored"),
      output: result?.output,
      message: said(result?.message),
      error: error === undefined ? undefined : said((error as Error).message),
      terminal: error instanceof TerminalError,
      retryAfter: result?.retryAfter,
      after: harvest(workDir),
      shown,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a row promises, for the tree that its run left. */
export function promised(row: StepRow, outcome: Outcome): Omit<Outcome, "shown"> {
  const expected: Record<string, Entry> = {};
  for (const [path, entry] of Object.entries({ ...row.before, ...row.after })) {
    if (entry !== null) expected[path] = withMode(entry, outcome.after[path]);
  }
  return {
    status: row.status ?? (row.error === undefined ? "Succeeded" : row.terminal ? "Failed" : "Errored"),
    output: row.output,
    message: row.message,
    error: row.error,
    terminal: row.terminal ?? false,
    retryAfter: row.retryAfter,
    after: expected,
  };
}

/** Folders count only where the row names them; the rest follows from the files in them. */
export function told(row: StepRow, outcome: Outcome): Omit<Outcome, "shown"> {
  const named = { ...row.before, ...row.after };
  const { shown: _, ...rest } = outcome;
  return {
    ...rest,
    after: Object.fromEntries(
      Object.entries(outcome.after).filter(([path, entry]) => path in named || !isFolder(entry)),
    ),
  };
}

const isFolder = (entry: Entry): boolean => typeof entry === "object" && "dir" in entry;

/** A row's entry in the form that `harvest` gives it. */
function withMode(entry: Entry, found: Entry | undefined): Entry {
  const mode = typeof found === "object" && "mode" in found ? found.mode : undefined;
  if (typeof entry === "string") return { content: entry, ...(mode === undefined ? {} : { mode }) };
  if ("link" in entry) return entry;
  if ("base64" in entry) {
    return { content: Buffer.from(entry.base64, "base64").toString("latin1"), ...(mode === undefined ? {} : { mode }) };
  }
  return { ...entry, ...(entry.mode === undefined && mode !== undefined ? { mode } : {}) };
}

function contextOf(workDir: string, row: StepRow, shown: ShownCall[], outside: Partial<Outside>) {
  const none = async (): Promise<never> => {
    throw new Error("this step needs no program");
  };
  const freight = row.freight ?? [];
  return {
    project: "demo",
    stage: "dev",
    promotion: "dev.x",
    alias: "step",
    workDir,
    sharedState: {},
    freight,
    targetFreight:
      freight[0] ??
      ({ name: "f", origin: { kind: "Warehouse", name: "w" }, commits: [], images: [], charts: [] } as const),
    freightRequests: freight.map(({ origin }) => ({ origin })),
    outside: {
      programs: { git: "git", kustomize: none, helm: none },
      gitUser: { name: "Kargo", email: "no-reply@kargo.io" },
      gitRemote: none,
      credentials: async () => undefined,
      shown: (call: ShownCall) => shown.push(call),
      ...outside,
    },
    signal: AbortSignal.timeout(60_000),
  };
}

function plant(root: string, tree: Tree): void {
  for (const [path, entry] of Object.entries(tree)) {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    if (typeof entry === "string") writeFileSync(absolute, entry);
    else if ("link" in entry) symlinkSync(entry.link.replaceAll("<work>", root), absolute);
    else if ("dir" in entry) mkdirSync(absolute, { recursive: true });
    else writeFileSync(absolute, "base64" in entry ? Buffer.from(entry.base64, "base64") : entry.content);
    if (typeof entry === "object" && "mode" in entry && entry.mode !== undefined) chmodSync(absolute, entry.mode);
  }
}

function harvest(root: string, folder = ""): Record<string, Entry> {
  const tree: Record<string, Entry> = {};
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const absolute = join(root, path);
    const mode = lstatSync(absolute).mode & 0o777;
    if (entry.isSymbolicLink()) tree[path] = { link: readlinkSync(absolute).replaceAll(root, "<work>") };
    else if (entry.isDirectory()) Object.assign(tree, { [path]: { dir: true, mode } }, harvest(root, path));
    else tree[path] = { content: readText(absolute).replaceAll(root, "<work>"), mode };
  }
  return tree;
}

/** Bytes that are no text are kept one character each. */
function readText(path: string): string {
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : bytes.toString("latin1");
}
