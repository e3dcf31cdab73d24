import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promotionExpressions } from "../../model/expr/kargo-expressions.ts";
import type { Stage } from "../../model/kinds/stage.gen.ts";
import { buildSteps } from "../build-steps.ts";
import type { Freight } from "../freight.ts";
import type { Outside, ShownCall } from "../outside.ts";
import { type PromotionResult, type PromotionRun, runPromotion, type StepEvent } from "../run-promotion.ts";
import type { StepRunner } from "../step.ts";
import type { PromotionPhase, StepExecutionMetadata } from "../step-metadata.ts";
import { changesOf, type RefChange, type Refs, refsOf } from "./changes.ts";
import type { PipelineObjects } from "./pipeline-objects.ts";
import { scratchPullRequests, type WouldOpen } from "./scratch-pull-requests.ts";
import type { ScratchRemotes } from "./scratch-remotes.ts";
import { simulatedArgoCd, type WouldSync } from "./simulated-argo-cd.ts";

/** What promoting the Freight to one Stage would come to. */
export interface StageReport {
  readonly stage: string;
  readonly promotion: string;
  /** Running: a step would wait for something that no dry run can give it. */
  readonly phase: PromotionPhase;
  readonly message?: string;
  /** In order, with what each uses. Empty for a Stage without steps, which only passes Freight on. */
  readonly steps: readonly (StepExecutionMetadata & { readonly uses: string })[];
  readonly changes: readonly RefChange[];
  readonly pullRequests: readonly WouldOpen[];
  readonly syncs: readonly WouldSync[];
  /** Other calls that would be made. */
  readonly calls: readonly ShownCall[];
  readonly assumed: readonly string[];
  /** Branches that took part. */
  readonly branches: readonly string[];
}

/** One Stage's part of a dry run. */
export interface StageTry {
  readonly objects: PipelineObjects;
  readonly stage: Stage;
  readonly target: Freight;
  /** One per origin that the Stage requests. */
  readonly freight: readonly Freight[];
  readonly remotes: ScratchRemotes;
  /** The dry run's own. */
  readonly folder: string;
  readonly programs: Outside["programs"];
  readonly runners: ReadonlyMap<string, StepRunner>;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onStep?: (stage: string, event: StepEvent) => void;
}

/** Nobody at Kargo's: who commits unless its settings or a step say otherwise. */
const gitUser = { name: "Kargo", email: "no-reply@kargo.io" };
/** After so many tries in a row a step that waits is taken to wait for ever. */
const mostTries = 20;
/** How long Kargo waits before it tries a step again that has no wish of its own. */
const defaultPauseMs = 5 * 60_000;

/** Carries out a Stage's promotion steps on the copies of its repositories. */
export async function tryStage(run: StageTry): Promise<StageReport> {
  const { stage, target, remotes, objects } = run;
  const { name } = stage.metadata;
  const promotion = `${name}.dry-run.${target.name.slice(0, 7)}`;
  const none = { steps: [], changes: [], pullRequests: [], syncs: [], calls: [], assumed: [], branches: [] };
  if (stage.spec.promotionTemplate === undefined) return { stage: name, promotion, phase: "Succeeded", ...none };
  const { steps, vars } = buildSteps(stage, objects.findTask);
  const before = new Map<string, Refs>();
  const gitRemote = async (repoURL: string) => {
    const remote = await remotes.of(repoURL);
    if (!before.has(remote.url)) before.set(remote.url, await refsOf(remotes, remote));
    return { url: remote.url };
  };
  // Argo CD and the Freight may already know repositories that the steps are to change.
  for (const remote of await remotes.made()) before.set(remote.url, await refsOf(remotes, remote));
  const [calls, pullRequests, syncs] = [[] as ShownCall[], [] as WouldOpen[], [] as WouldSync[]];
  const assumed = new Set<string>();
  const outside: Outside = {
    programs: run.programs,
    gitUser,
    gitRemote,
    credentials: async () => undefined,
    pullRequests: scratchPullRequests(remotes, (request) => pullRequests.push(request), gitUser),
    argocd: simulatedArgoCd(objects.applications, remotes, (sync) => syncs.push(sync)),
    shown: (call) => calls.push(call),
  };
  const workDir = join(run.folder, "promotions", name);
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  let time = run.now;
  const result = await toTheEnd(
    {
      project: objects.project,
      stage: name,
      promotion,
      steps,
      vars,
      freight: run.freight,
      targetFreight: target,
      freightRequests: stage.spec.requestedFreight,
      outside,
      expressions: expressionsOf(run, assumed),
      runners: run.runners,
      workDir,
      clock: () => time,
      signal: run.signal,
      pause: async () => undefined,
      onStep: (event) => run.onStep?.(name, event),
    },
    (milliseconds) => {
      time = new Date(time.getTime() + milliseconds);
    },
  );
  run.signal.throwIfAborted();
  const changes: RefChange[] = [];
  for (const remote of await remotes.made()) {
    changes.push(...(await changesOf(remotes, remote, before.get(remote.url) ?? new Map())));
  }
  rmSync(workDir, { recursive: true, force: true }); // a third of the processor time that rm takes for many files
  if (pullRequests.length > 0) assumed.add("somebody merges each pull request as it is");
  if (syncs.length > 0) assumed.add("Argo CD's syncs end well");
  return {
    stage: name,
    promotion,
    phase: result.phase,
    ...(result.message === undefined ? {} : { message: result.message }),
    steps: result.stepExecutionMetadata.map((entry, index) => ({ ...entry, uses: steps[index]?.uses ?? "" })),
    changes,
    pullRequests,
    syncs: lastOfEach(syncs),
    calls,
    assumed: [...assumed],
    branches: changes.map(({ name: branch }) => branch),
  };
}

/** Time goes as fast as the steps allow: what they wait for either comes at once, or never. */
async function toTheEnd(run: PromotionRun, pass: (milliseconds: number) => void): Promise<PromotionResult> {
  let result = await runPromotion(run);
  for (let tries = 1; result.phase === "Running" && tries < mostTries; tries += 1) {
    pass(result.retryAfter ?? defaultPauseMs);
    result = await runPromotion({ ...run, resume: result });
  }
  return result;
}

function expressionsOf({ objects, freight, stage, now }: StageTry, assumed: Set<string>) {
  const unknown = (what: string) => async (name: string) => {
    assumed.add(`${what} ${name} is empty: only a cluster knows it`);
    return undefined;
  };
  return promotionExpressions({
    project: objects.project,
    freightRequests: stage.spec.requestedFreight,
    freight,
    subscriptions: async (warehouse) =>
      objects.warehouses.find(({ metadata }) => metadata.name === warehouse)?.spec.subscriptions,
    stores: {
      configMap: async (name) => objects.configMap(name) ?? unknown("ConfigMap")(name),
      secret: unknown("Secret"),
      sharedConfigMap: unknown("the shared ConfigMap"),
      sharedSecret: unknown("the shared Secret"),
      freightMetadata: unknown("metadata of Freight"),
      stageMetadata: unknown("metadata of Stage"),
    },
    now: () => now,
  });
}

/** A step that isn't content with a sync asks for it again. */
function lastOfEach(syncs: readonly WouldSync[]): readonly WouldSync[] {
  return [...new Map(syncs.map((sync) => [`${sync.namespace}/${sync.name}`, sync])).values()];
}
