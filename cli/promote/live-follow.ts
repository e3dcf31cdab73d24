import { setTimeout as sleep } from "node:timers/promises";
import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { UserError } from "../../model/problem.ts";
import { type Progress, type Step, silent } from "../../progress/progress.ts";
import { isTerminal } from "../../promotion/step-metadata.ts";
import type { LivePromotion, LiveStage } from "../kargo/objects.ts";
import { age } from "../kargo/words.ts";
import { plain } from "../status/grid.ts";
import { type StageView, type StepView, stageView, stepViews } from "./live-steps.ts";

/** Between two looks, in milliseconds. */
const every = 1_000;

export interface Following {
  readonly cluster: Cluster;
  readonly project: string;
  readonly stage: string;
  readonly promotion: string;
  /** Milliseconds for everything together. */
  readonly bound: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Followed {
  readonly promotion: LivePromotion;
  readonly steps: readonly StepView[];
  /** How the Stage did afterwards; only for a Promotion that succeeded. */
  readonly stage?: StageView;
}

/**
 * Follows a Promotion step by step to its end, and after it the Stage until it is healthy and has verified the Freight.
 *
 * @throws UserError when it isn't over within the bound: what it waited for, and that the Promotion goes on
 */
export async function follow(following: Following): Promise<Followed> {
  const end = Date.now() + following.bound;
  const promotion = await toTheEnd(following, end);
  const steps = stepViews(promotion);
  if (promotion.status?.phase !== "Succeeded") return { promotion, steps };
  return { promotion, steps, stage: await healthAndVerification(following, end) };
}

async function toTheEnd(following: Following, end: number): Promise<LivePromotion> {
  const { cluster, project, promotion: name, progress } = following;
  const shown = new ShownSteps(progress);
  const waiting = progress.step(`Promotion ${name}`);
  try {
    for (;;) {
      const promotion = await patiently(following, end, () =>
        cluster.get<LivePromotion>(kinds.promotion, project, name),
      );
      if (promotion === undefined) throw new UserError(`Promotion ${name} was deleted while it was followed`);
      const steps = stepViews(promotion);
      shown.show(steps);
      const { phase = "Pending", message } = promotion.status ?? {};
      if (isTerminal(phase)) {
        if (phase === "Succeeded") waiting.done();
        else waiting.fail(`${phase}${message ? `: ${plain(message)}` : ""}`);
        return promotion;
      }
      const at = steps.find(({ status }) => status === "Running");
      waiting.update(
        phase === "Pending" ? "waits for its turn" : at === undefined ? phase : `step ${at.number} of ${steps.length}`,
      );
      await again(
        following,
        end,
        at === undefined
          ? `Promotion ${name} (${phase})`
          : `step ${at.number}, ${at.name}${at.message ? `: ${plain(at.message)}` : ""}`,
      );
    }
  } catch (error) {
    shown.giveUp();
    waiting.fail("no longer watched");
    throw error;
  }
}

async function healthAndVerification(following: Following, end: number): Promise<StageView> {
  const { cluster, project, stage: name, promotion, progress } = following;
  const step = progress.step(`${name}: healthy and verified`);
  try {
    for (;;) {
      const stage = await patiently(following, end, () => cluster.get<LiveStage>(kinds.stage, project, name));
      if (stage === undefined) throw new UserError(`Stage ${name} was deleted while its Promotion was followed`);
      const view = stageView(stage, promotion);
      if (view.state === "done")
        step.done(`${view.health}${view.verification === "none" ? "" : `, verification ${view.verification}`}`);
      if (view.state === "failed") step.fail(plain(view.words));
      if (view.state !== "waiting") return view;
      step.update(plain(view.words));
      await again(following, end, plain(view.words));
    }
  } catch (error) {
    step.fail();
    throw error;
  }
}

/** A cluster that is away for a moment doesn't end what only looks. */
async function patiently<T>(following: Following, end: number, look: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      following.signal.throwIfAborted();
      const passes = error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (!passes) throw error;
      await again(following, end, error.message);
    }
  }
}

async function again({ bound, signal, project, promotion }: Following, end: number, what: string): Promise<void> {
  if (Date.now() + every > end) {
    throw new UserError(
      `waited ${age(bound)} for ${what}. Promotion ${promotion} goes on without being watched: slipway status ${project}. A longer wait: --timeout 2h`,
    );
  }
  await sleep(every, undefined, { signal });
}

/** Each step as a line of its own from the moment it runs. */
class ShownSteps {
  private readonly open = new Map<number, Step>();
  private readonly told = new Set<string>();
  private readonly progress: Progress;

  constructor(progress: Progress = silent) {
    this.progress = progress;
  }

  show(steps: readonly StepView[]): void {
    for (const step of steps) {
      const { number, status, message, seconds, pullRequest } = step;
      if (status === "Pending" || this.told.has(`ended ${number}`)) continue;
      const line = this.open.get(number) ?? this.progress.step(`${number}/${steps.length} ${step.name}`);
      this.open.set(number, line);
      if (pullRequest !== undefined) this.once(`pull request ${pullRequest}`);
      if (status === "Running") {
        if (message) line.update(plain(message));
        continue;
      }
      this.told.add(`ended ${number}`);
      const words = [
        status === "Succeeded" ? undefined : status,
        message && plain(message),
        seconds === undefined || seconds < 1 ? undefined : `took ${age(seconds * 1000)}`,
      ];
      const text = words.filter(Boolean).join(", ");
      if (status === "Succeeded" || status === "Skipped") line.done(text);
      else line.fail(text);
    }
  }

  giveUp(): void {
    for (const [number, line] of this.open) if (!this.told.has(`ended ${number}`)) line.fail("not over yet");
  }

  private once(text: string): void {
    if (this.told.has(text)) return;
    this.told.add(text);
    this.progress.note(text);
  }
}
