import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Contexts, filled, holds, type Status } from "./expressions.ts";
import { runScript } from "./run-script.ts";

/** A step as a workflow's YAML has it. */
interface ParsedStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly "working-directory"?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface ParsedJob {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly defaults?: { readonly run?: { readonly "working-directory"?: string } };
  readonly steps: readonly ParsedStep[];
}
export interface ParsedWorkflow {
  readonly on: { readonly push?: object };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, ParsedJob>>;
}

/** What an action is handed, and what stands in for it. Its outputs are returned; throwing fails the step. */
export interface ActionCall {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: string;
}
export type Action = (call: ActionCall) => Promise<Readonly<Record<string, string>>>;

/** What GitHub's runner would have around a workflow. */
export interface Surroundings {
  /** An existing folder; each job gets a workspace of its own in it. */
  readonly tmp: string;
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>>;
  /** By environment; `""` holds what is there without one. */
  readonly vars: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Stand-ins by `owner/name`. */
  readonly actions: Readonly<Record<string, Action>>;
  /** PATH, HOME and the like of every step. */
  readonly env: Readonly<Record<string, string>>;
}

export interface StepRecord {
  readonly name: string;
  /** Run by bash as the workflow has it; done by a stand-in for an action; left out. */
  readonly how: "bash" | "stand-in" | "skipped";
  readonly ok: boolean;
  readonly output: string;
}
export interface JobRecord {
  readonly result: "success" | "failure" | "skipped";
  readonly steps: readonly StepRecord[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Runs a workflow's jobs one after another, in the order in which they need each other: scripts by bash exactly as they
 * stand in the YAML, conditions and expressions by GitHub's own library, actions by stand-ins. Not GitHub: no matrix of
 * more than one dimension, no concurrency groups, no services.
 */
export async function runWorkflow(text: string, around: Surroundings): Promise<Readonly<Record<string, JobRecord>>> {
  const workflow = parse(text) as ParsedWorkflow;
  const records: Record<string, JobRecord> = {};
  const waiting = new Map(Object.entries(workflow.jobs));
  while (waiting.size > 0) {
    const next = [...waiting].find(([, job]) => needsOf(job).every((name) => name in records));
    if (next === undefined) throw new Error(`jobs that wait for each other: ${[...waiting.keys()].join(", ")}`);
    const [name, job] = next;
    waiting.delete(name);
    const runs: JobRecord[] = [];
    for (const matrix of combinations(job)) runs.push(await runJob(name, job, matrix, workflow, records, around));
    records[name] = together(runs);
  }
  return records;
}

function combinations({ strategy }: ParsedJob): readonly Readonly<Record<string, string>>[] {
  const [dimension] = Object.entries(strategy?.matrix ?? {});
  if (dimension === undefined) return [{}];
  const [key, values] = dimension;
  return values.map((value) => ({ [key]: value }));
}

function together(runs: readonly JobRecord[]): JobRecord {
  const results = runs.map(({ result }) => result);
  const result = results.find((each) => each === "failure") ?? results[0] ?? "skipped";
  return { result, steps: runs.flatMap(({ steps }) => steps), outputs: runs[0]?.outputs ?? {} };
}

function needsOf({ needs = [] }: ParsedJob): readonly string[] {
  return typeof needs === "string" ? [needs] : needs;
}

async function runJob(
  name: string,
  job: ParsedJob,
  matrix: Readonly<Record<string, string>>,
  workflow: ParsedWorkflow,
  records: Readonly<Record<string, JobRecord>>,
  around: Surroundings,
): Promise<JobRecord> {
  const needs = Object.fromEntries(
    needsOf(job).map((each) => [each, { result: records[each]?.result, outputs: records[each]?.outputs ?? {} }]),
  );
  const place = job.environment ?? "";
  const base = {
    github: { ...around.github, job: name },
    needs,
    matrix,
    vars: { ...around.vars[""], ...around.vars[place] },
    secrets: { ...around.secrets[""], ...around.secrets[place] },
  };
  const before = Object.values(needs).every(({ result }) => result === "success") ? "success" : "failure";
  if (!holds(job.if, base, before)) return { result: "skipped", steps: [], outputs: {} };

  const workspace = mkdtempSync(join(around.tmp, `${name}-`));
  mkdirSync(join(workspace, ".runner"));
  writeFileSync(join(workspace, ".runner", "event.json"), JSON.stringify(around.github["event"] ?? {}));
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const done: StepRecord[] = [];
  let status: Status = "success";
  for (const step of job.steps) {
    const contexts: Contexts = { ...base, steps, env: {}, runner: { temp: join(workspace, ".runner") } };
    const env = filledValues({ ...workflow.env, ...job.env, ...step.env }, contexts);
    if (!holds(step.if, contexts, status)) {
      done.push({ name: step.name, how: "skipped", ok: true, output: "" });
      continue;
    }
    const folder = step["working-directory"] ?? job.defaults?.run?.["working-directory"] ?? ".";
    const { record, outputs } = await runStep(step, { contexts, env, workspace, folder, around });
    if (step.id !== undefined) steps[step.id] = { outputs };
    done.push(record);
    if (!record.ok) status = "failure";
  }
  const outputs = filledValues(job.outputs ?? {}, { ...base, steps });
  return { result: status === "success" ? "success" : "failure", steps: done, outputs };
}

interface StepPlace {
  readonly contexts: Contexts;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly folder: string;
  readonly around: Surroundings;
}

async function runStep(step: ParsedStep, { contexts, env, workspace, folder, around }: StepPlace) {
  const record = (how: StepRecord["how"], ok: boolean, output: string): StepRecord => ({
    name: step.name,
    how,
    ok,
    output,
  });
  if (step.run !== undefined) {
    const all = { ...around.env, ...githubVariables(around.github, workspace), ...env };
    const script = filled(step.run, contexts);
    const { ok, output, outputs } = await runScript(script, { cwd: join(workspace, folder), env: all, workspace });
    return { record: record("bash", ok, output), outputs };
  }
  const [action = ""] = (step.uses ?? "").split("@");
  const standIn = around.actions[action];
  if (standIn === undefined) throw new Error(`step "${step.name}": nothing stands in for the action ${action}`);
  const texts = Object.fromEntries(Object.entries(step.with ?? {}).map(([key, value]) => [key, String(value)]));
  try {
    const outputs = await standIn({ inputs: filledValues(texts, contexts), env, workspace });
    return { record: record("stand-in", true, ""), outputs };
  } catch (error) {
    return { record: record("stand-in", false, String(error)), outputs: {} };
  }
}

function filledValues(values: Readonly<Record<string, string>>, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(String(value), contexts)]));
}

/** Those of the default variables that scripts of ours read. */
function githubVariables(github: Surroundings["github"], workspace: string): Record<string, string> {
  const text = (key: string) => String(github[key] ?? "");
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REF: text("ref"),
    GITHUB_REF_NAME: text("ref_name"),
    GITHUB_SHA: text("sha"),
    GITHUB_REPOSITORY: text("repository"),
    GITHUB_SERVER_URL: text("server_url"),
    GITHUB_API_URL: text("api_url"),
    GITHUB_EVENT_PATH: join(workspace, ".runner", "event.json"),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: join(workspace, ".runner"),
  };
}
