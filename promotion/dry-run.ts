import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../model/problem.ts";
import { listed } from "../model/words.ts";
import { findFreight } from "./dry-run/find-freight.ts";
import type { ArtifactRequest } from "./dry-run/freight-request.ts";
import type { PipelineObjects } from "./dry-run/pipeline-objects.ts";
import { scratchRemotes } from "./dry-run/scratch-remotes.ts";
import { stagesBelow } from "./dry-run/stage-order.ts";
import { type StageReport, tryStage } from "./dry-run/try-stage.ts";
import type { Freight } from "./freight.ts";
import type { Outside } from "./outside.ts";
import type { StepEvent } from "./run-promotion.ts";
import type { StepRunner } from "./step.ts";

export interface DryRun {
  readonly objects: PipelineObjects;
  readonly stage: string;
  /** Goes on through the Stages below with the same Freight. */
  readonly downstream: boolean;
  readonly requests: readonly ArtifactRequest[];
  /** A Freight's name, by what it holds. */
  readonly nameFreight: (freight: Omit<Freight, "name">) => string;
  /** An empty folder of this dry run's own; whoever made it removes it. */
  readonly folder: string;
  readonly programs: Outside["programs"];
  /** What is copied for a repository; undefined for the repository itself, read over the network. */
  readonly repositoryFor: (repoURL: string) => string | undefined;
  readonly runners: ReadonlyMap<string, StepRunner>;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onStage?: (stage: string) => void;
  readonly onStep?: (stage: string, event: StepEvent) => void;
}

export interface DryRunReport {
  readonly project: string;
  readonly freight: readonly Freight[];
  /** What the outcome rests on and nobody checked. */
  readonly assumed: readonly string[];
  /** In the order they were tried; one that doesn't succeed is the last. */
  readonly stages: readonly StageReport[];
  /** Stages that were not tried, since the Freight would not reach them. */
  readonly notReached: readonly string[];
}

/**
 * Carries out the promotion steps of a Stage on copies of its repositories. Nothing beyond the folder is written to, and
 * nothing beyond the repositories is read.
 *
 * @throws UserError when the Freight isn't clear, or a repository can't be copied
 */
export async function dryRun(run: DryRun): Promise<DryRunReport> {
  const { objects, folder, programs, signal } = run;
  const copies = join(folder, "repositories");
  await mkdir(copies, { recursive: true, mode: 0o700 });
  const remotes = scratchRemotes(copies, { program: programs.git, signal }, run.repositoryFor);
  const first = objects.stages.find(({ metadata }) => metadata.name === run.stage);
  const origins = first?.spec.requestedFreight.map(({ origin }) => origin.name) ?? [];
  const unused = new Set(run.requests);
  const assumed: string[] = [];
  const freight: Freight[] = [];
  const freightOf = async (origin: string): Promise<Freight> => {
    const known = freight.find((one) => one.origin.name === origin);
    if (known !== undefined) return known;
    const warehouse = objects.warehouses.find(({ metadata }) => metadata.name === origin);
    if (warehouse === undefined) {
      throw new UserError(`there is no Warehouse ${JSON.stringify(origin)}, which a Stage asks for Freight`);
    }
    const found = await findFreight(warehouse, run.requests, remotes, (request) => unused.delete(request));
    assumed.push(...found.assumed);
    const made = { ...found.freight, name: run.nameFreight(found.freight) };
    freight.push(made);
    return made;
  };
  for (const origin of origins) await freightOf(origin);
  if (unused.size > 0) throw new UserError(unwanted([...unused], origins));
  // With several origins the first is promoted; the Stage holds the others.
  const target = freight[0];
  if (target === undefined) throw new UserError(`Stage ${run.stage} asks for no Freight`);
  const stages = run.downstream ? stagesBelow(objects.stages, run.stage, target.origin.name) : first ? [first] : [];
  const reports: StageReport[] = [];
  for (const stage of stages) {
    signal.throwIfAborted();
    run.onStage?.(stage.metadata.name);
    const requested = stage.spec.requestedFreight.map(({ origin }) => origin);
    const held = await Promise.all(requested.map(({ name }) => freightOf(name)));
    const report = await tryStage({ ...run, remotes, stage, target, freight: held });
    reports.push(report);
    if (report.phase !== "Succeeded") break;
  }
  const copied = (await remotes.made()).flatMap(({ repoURL, lastFetched }) => {
    const seen = lastFetched.filter((branch) => reports.some((report) => report.branches.includes(branch)));
    return seen.length === 0 ? [] : [`${listed(seen)} of ${repoURL}: as last fetched`];
  });
  const facts = reports.flatMap((report) => report.assumed);
  return {
    project: objects.project,
    freight,
    assumed: [...new Set([...assumed, ...copied, ...facts])],
    stages: reports,
    notReached: stages.slice(reports.length).map(({ metadata }) => metadata.name),
  };
}

function unwanted(requests: readonly ArtifactRequest[], origins: readonly string[]): string {
  const named = requests.map(({ kind, repoURL }) => `${kind}${repoURL === undefined ? "" : ` of ${repoURL}`}`);
  return `--freight: no subscription of ${listed(origins.map((name) => `Warehouse ${name}`))} takes the ${named.join(" or the ")}`;
}
