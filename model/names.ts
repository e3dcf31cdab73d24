import type { StageFacts } from "./definition/promotion-template.ts";
import { isRecord } from "./json.ts";

/** Every name that is derived from an app, an environment and a target, in one place. Components and the CLI rely on them. */

/** Name of the Kargo Stage of an environment's target: `dev`, or `prod-eu` for a target `eu`. */
export function stageName(environment: string, target?: string): string {
  return target === undefined ? environment : `${environment}-${target}`;
}

/** Name of the Stage in which Freight soaks once several upstream Stages have verified it. */
export function joinName(environment: string): string {
  return `${environment}-join`;
}

/** The branch a Stage's rendered manifests are committed to; its Application follows it. */
export function stageBranch(stage: string): string {
  return `stage/${stage}`;
}

/** Name of a Stage's Application, of its AppProject and of the namespace it deploys to. */
export function applicationName(app: string, stage: string): string {
  return `${app}-${stage}`;
}

/** The Stages of one environment, one per target. Takes unchecked input: what isn't a list of texts counts as no targets. */
export function stagesOf(environment: string, definition: unknown): readonly StageFacts[] {
  const targets = isRecord(definition) && Array.isArray(definition.targets) ? (definition.targets as unknown[]) : [];
  const named = targets.filter((target): target is string => typeof target === "string");
  if (named.length === 0) return [{ environment, stage: stageName(environment) }];
  return named.map((target) => ({ environment, target, stage: stageName(environment, target) }));
}
