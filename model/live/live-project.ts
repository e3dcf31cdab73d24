import { protectedStagesOf } from "../compile/compiled.ts";
import { protectedLabel } from "../keys.ts";
import type { CheckSettings } from "../manifests/settings.ts";
import type { Definition } from "./definition.ts";
import type { LiveObject } from "./live-object.ts";

/** What a cluster has of one Kargo Project, whatever namespace it stands in. */
export interface LiveProject {
  readonly name: string;
  readonly objects: readonly LiveObject[];
}

/** Objects that couldn't be read. */
export interface Unread {
  readonly kind: string;
  /** Undefined: in all namespaces, or of a kind that has none. */
  readonly namespace?: string;
  /** The cluster doesn't know the kind, so that there is none of it. */
  readonly isUnknown: boolean;
}

/** What every part of the check goes by. */
export interface LiveCheck {
  /** How the cluster is named in messages. */
  readonly cluster: string;
  readonly project: LiveProject;
  readonly settings: CheckSettings;
  /** Undefined: Slipway doesn't make this Project, or its definition isn't here. */
  readonly definition: Definition | undefined;
  /** Milliseconds. */
  readonly now: number;
  /** The command that brings a stack up. */
  readonly up: (stack: string) => string;
}

export function ofKind({ objects }: LiveProject, kind: string): readonly LiveObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Stages that count as protected: by settings, by label, and by the definition, whose word no label takes away. */
export function protectedStagesIn({
  project,
  settings,
  definition,
}: Pick<LiveCheck, "project" | "settings" | "definition">): string[] {
  const named = [...(settings.guards?.settings.protectedStages ?? []), ...(settings.protectedStages ?? [])];
  const stages = ofKind(project, "Stage");
  const labelled = stages.filter(({ metadata }) => metadata.labels?.[protectedLabel] === "true");
  const defined = definition === undefined ? [] : protectedStagesOf(definition.compiled);
  const there = stages.map(({ metadata }) => metadata.name).filter((name) => named.includes(name));
  return [...new Set([...there, ...labelled.map(({ metadata }) => metadata.name), ...defined])];
}
