import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { promote } from "../commands/promote.ts";
import { rollback } from "../commands/rollback.ts";
import { Context } from "../context.ts";
import { sayAnswers } from "./answers.ts";
import { Applications } from "./applications.ts";
import type { RunningSandbox } from "./bring-up.ts";
import { branchHeads, waitDeployed } from "./first-promotion.ts";
import { editByHand } from "./hand-edit.ts";
import { kargoFollows } from "./kargo-follows.ts";
import { merge } from "./merge.ts";
import { pullRequestsOf } from "./pull-requests.ts";
import { refreshWarehouses } from "./refresh-warehouses.ts";

/** What every act of the demonstration plays on. */
export interface Stage {
  readonly context: Context;
  readonly state: string;
  readonly sandbox: RunningSandbox;
}

/** How long a person has to merge, in seconds: here it is the sandbox, which looks every half second. */
const mergeBound = 120;
/** The version of the demonstration that never gets ready. */
export const neverReady = "0.0.0-bad";
/** Until a version that never gets ready is called Degraded, in seconds; the overlay of dev says 30. */
const degradedBound = 240;

/** Promotes the newest verified Freight to prod, and merges the pull request that the promotion waits for. */
export async function toProd(stage: Stage): Promise<void> {
  const { context, sandbox } = stage;
  const { name } = lastEnvironment(sandbox);
  const settled = new AbortController();
  const promoted = command(stage, promote, ["--stage", name, "--timeout", "5m"]).finally(() => settled.abort());
  await Promise.all([promoted, mergeNext(stage, settled.signal)]);
  await waitDeployed(context, sandbox, await branchHeads(sandbox));
  await sayAnswers(context, sandbox);
}

/** A commit with a version of its own, followed through the Stages that take it by themselves. */
export async function newVersion({ context, sandbox }: Stage): Promise<void> {
  const version = nextMinor(sandbox.newest.version);
  const release = await sandbox.source.release(version, `Hello from goserver ${version}`);
  context.print(`commit ${release.commit.slice(0, 12)} on main, image ${release.image}`);
  const started = Date.now();
  const stages = await kargoFollows(context, sandbox, release.commit);
  context.print(`In ${stages.join(", ")} ${((Date.now() - started) / 1000).toFixed(1)} s after its image was pushed.`);
  await sayAnswers(context, sandbox);
}

/** A promotion by somebody who lacks the verb `promote` on the Stage. */
export async function refusedPerson(stage: Stage): Promise<void> {
  const { name } = lastEnvironment(stage.sandbox);
  const kubeconfig = path.join(stage.sandbox.file.state, "config", "developer.kubeconfig");
  await refused(stage, ["--stage", name, "--kubeconfig", kubeconfig]);
}

/** A version that is alive and never gets ready: dev turns Degraded, and its Freight goes nowhere from there. */
export async function badVersion(stage: Stage): Promise<void> {
  const { context, sandbox } = stage;
  const release = await sandbox.source.release(neverReady, "");
  context.print(`commit ${release.commit.slice(0, 12)} on main: it has no greeting, so the server never gets ready`);
  const dev = firstTarget(sandbox);
  await refreshWarehouses(sandbox);
  const step = context.progress.step(
    `Argo CD: ${dev.applicationName} Degraded by commit ${release.commit.slice(0, 12)}`,
  );
  const applications = new Applications(sandbox.cluster, "argocd");
  try {
    await applications.degraded(dev.applicationName, degradedBound, context.signal, step);
    step.done();
  } catch (error) {
    step.fail();
    throw error;
  }
  context.print("The Pods of the version before go on answering; staging doesn't get this Freight:");
  await sayAnswers(context, sandbox);
  const { name } = lastEnvironment(sandbox);
  await refused(stage, ["--stage", name, "--freight", `commit=${release.commit}`, "--state", stage.state]);
}

/** Puts back what dev had, and says what that does to auto-promotion. */
export async function rollBack(stage: Stage): Promise<void> {
  await command(stage, rollback, ["--stage", firstTarget(stage.sandbox).stageName, "--timeout", "5m"]);
  await sayAnswers(stage.context, stage.sandbox);
}

/** A Deployment scaled past Git, and put back by Argo CD. */
export async function changeByHand({ context, sandbox }: Stage): Promise<void> {
  const dev = firstTarget(sandbox);
  const edit = await editByHand(sandbox.cluster, dev.applicationName, dev.placeholderImage, 60, context.signal);
  context.print(
    `Deployment ${dev.applicationName}/${dev.placeholderImage} was scaled from ${edit.before} to ${edit.edited} by hand; ` +
      `Argo CD put it back in ${edit.seconds.toFixed(1)} s.`,
  );
  await waitDeployed(context, sandbox, await branchHeads(sandbox));
}

/** Runs a command of Slipway's as a person would, and shows what they would type. */
async function command(stage: Stage, run: (context: Context) => Promise<number>, args: string[]): Promise<void> {
  const { context, sandbox, state } = stage;
  const all = [sandbox.compiled.project, ...args];
  context.print(`$ ${context.commandLine(run.name, all.join(" "))}\n`);
  const code = await run(new Context([...all, "--state", state], context.progress, context.signal));
  if (code !== 0) throw new UserError(`slipway ${run.name} ended with ${code}`);
}

/** A promotion that has to be refused, in the words of who refuses. */
async function refused({ context, sandbox }: Stage, args: string[]): Promise<void> {
  const all = [sandbox.compiled.project, ...args];
  context.print(`$ ${context.commandLine("promote", all.join(" "))}\n`);
  const outcome = await promote(new Context(all, context.progress, context.signal)).then(
    (code) => new Error(`it was not refused (exit code ${code})`),
    (error: unknown) => error,
  );
  if (!(outcome instanceof UserError)) throw outcome;
  context.print(`Refused: ${outcome.message}`);
}

/** The person who merges: waits until a pull request is open, and merges it. */
async function mergeNext({ context, state, sandbox }: Stage, settled: AbortSignal): Promise<void> {
  const { file, pipeline } = sandbox;
  const { client, repository } = pullRequestsOf(file, pipeline);
  const end = Date.now() + mergeBound * 1000;
  while (!settled.aborted) {
    context.signal.throwIfAborted();
    const [open] = await client.list(repository);
    if (open !== undefined) {
      context.print(`Pull request #${open.id} "${open.title}": ${open.url}. The sandbox merges it, in your place.`);
      await merge(context, state, String(open.id));
      return;
    }
    if (Date.now() > end)
      throw new UserError(`waited ${mergeBound} s for a pull request in ${repository}; none is open`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function firstTarget({ compiled }: RunningSandbox) {
  const target = compiled.environments[0]?.targets[0];
  if (target === undefined) throw new Error(`${compiled.app} has no environment`);
  return target;
}

function lastEnvironment({ compiled }: RunningSandbox): { readonly name: string } {
  const name = compiled.environments.at(-1)?.targets[0]?.stageName;
  if (name === undefined) throw new Error(`${compiled.app} has no environment`);
  return { name };
}

function nextMinor(version: string): string {
  const [major = "0", minor = "0"] = version.split(".");
  return `${major}.${Number(minor) + 1}.0`;
}
