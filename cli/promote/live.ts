import { durationSeconds } from "../../model/duration.ts";
import { isReason, reasonAllowed } from "../../model/freeze/reason.ts";
import { UserError } from "../../model/problem.ts";
import { listed, perhaps, shown } from "../../model/words.ts";
import { silent } from "../../progress/progress.ts";
import { type Connection, connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import type { LiveFreight, LiveStage } from "../kargo/objects.ts";
import { freightName } from "../status/freight-facts.ts";
import { promotionFacts } from "../status/promotion-facts.ts";
import { readProjects } from "../status/read-projects.ts";
import type { Snapshot } from "../status/snapshot.ts";
import { holdWords, named, refuseControlFlow } from "./live-choice.ts";
import { createPromotion } from "./live-create.ts";
import { type Followed, follow } from "./live-follow.ts";

export const liveOptions = {
  ...clusterOptions,
  stage: { type: "string" },
  reason: { type: "string" },
  json: { type: "boolean", default: false },
  "no-wait": { type: "boolean", default: false },
  timeout: { type: "string", default: "30m" },
  help: { type: "boolean", default: false },
} as const;

export const liveUsage = `[--reason TEXT] [--no-wait | --timeout 30m] [--json] ${clusterUsage}`;

interface LiveValues {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly sandbox: boolean;
  readonly state?: string | undefined;
  readonly stage?: string | undefined;
  readonly reason?: string | undefined;
  readonly json: boolean;
  readonly "no-wait": boolean;
  readonly timeout: string;
}

/** What a promotion and a rollback have in common: where, and what is there now. */
export interface Place extends Connection {
  readonly project: string;
  readonly stage: LiveStage;
  readonly snapshot: Snapshot;
  readonly values: LiveValues;
  readonly bound: number;
}

/** @throws UserError when an argument is wrong, or the Stage isn't there */
export async function placeOf(
  context: Context,
  usage: string,
  values: LiveValues,
  positionals: readonly string[],
): Promise<Place> {
  const [project, ...rest] = positionals;
  if (project === undefined || rest.length > 0) throw new UserError(`name one app (or Kargo Project)\nusage: ${usage}`);
  if (values.stage === undefined) throw new UserError(`--stage: say into which Stage\nusage: ${usage}`);
  const seconds = durationSeconds(values.timeout);
  if (seconds === undefined || seconds <= 0n)
    throw new UserError(`--timeout: got ${JSON.stringify(values.timeout)}; allowed a duration such as 90s, 30m, 2h`);
  const { reason } = values;
  if (reason !== undefined && !isReason(reason))
    throw new UserError(`--reason: got ${shown(reason)}; allowed ${reasonAllowed}`);
  const connection = connect(values, surroundings(context));
  const [snapshot] = await readProjects(connection.cluster, [project], undefined);
  const stage = snapshot?.stages.find(({ metadata }) => metadata.name === values.stage);
  if (snapshot === undefined || stage === undefined) {
    const names = (snapshot?.stages ?? []).map(({ metadata }) => metadata.name);
    throw new UserError(
      `--stage: Project ${project} has no Stage ${JSON.stringify(values.stage)}. ${perhaps(values.stage, names, `There are: ${listed(names)}`)}`,
    );
  }
  refuseControlFlow(stage, snapshot);
  return { ...connection, project, stage, snapshot, values, bound: Number(seconds) * 1000 };
}

/** Creates the Promotion, follows it and reports; the exit code. */
export async function promoteAndFollow(
  context: Context,
  place: Place,
  freight: LiveFreight,
  rollback: boolean,
): Promise<number> {
  const { cluster, project, stage, snapshot, values, bound } = place;
  const { name } = stage.metadata;
  const say = (text: string) => (values.json ? undefined : context.print(text));
  const hold = holdWords(stage, freight, snapshot, Date.now());
  const ahead = promotionFacts(
    stage,
    snapshot.promotions.filter(({ spec }) => spec.stage === name),
    snapshot,
  );
  say(`${freightName(named(freight))} into Stage ${name} of ${project}, on ${cluster.name}`);
  if (ahead !== undefined && ["Running", "Pending"].includes(ahead.phase))
    say(`! the promotion of ${ahead.freight} is ${ahead.phase.toLowerCase()} there: this one waits for its turn`);
  const created = await createPromotion(cluster, {
    project,
    stage: name,
    freight: freight.metadata.name,
    rollback,
    reason: values.reason,
  });
  const promotion = created.metadata.name;
  say(`created Promotion ${promotion}`);
  if (hold !== undefined) say(`! ${hold}`);
  const about = {
    version: 1,
    cluster: cluster.name,
    project,
    stage: name,
    freight: named(freight),
    promotion,
    ...(hold !== undefined && { hold }),
  };
  if (values["no-wait"]) {
    if (values.json)
      context.print(JSON.stringify({ ...about, phase: created.status?.phase ?? "Pending" }, undefined, 2));
    else say(`not waiting for its end: slipway status ${project}`);
    return 0;
  }
  const progress = values.json ? silent : context.progress;
  const followed = await follow({
    cluster,
    project,
    stage: name,
    promotion,
    bound,
    progress,
    signal: context.signal,
  }).catch((error: unknown) => {
    if (context.signal.aborted) say(`Promotion ${promotion} goes on without being watched: slipway status ${project}`);
    throw error;
  });
  if (values.json) context.print(JSON.stringify({ ...about, ...outcome(followed) }, undefined, 2));
  const good = followed.promotion.status?.phase === "Succeeded" && followed.stage?.state === "done";
  if (!good) say(`\nStage ${name} didn't get ${freightName(named(freight))} the whole way: slipway status ${project}`);
  return good ? 0 : 1;
}

function outcome({ promotion, steps, stage }: Followed) {
  const { phase, message, startedAt, finishedAt } = promotion.status ?? {};
  return {
    phase,
    ...(message && { message }),
    ...(startedAt && { startedAt }),
    ...(finishedAt && { finishedAt }),
    steps,
    ...(stage && {
      health: stage.health,
      verification: stage.verification,
      ...(stage.words && { problem: stage.words }),
    }),
  };
}
