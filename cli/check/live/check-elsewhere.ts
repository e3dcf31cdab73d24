import { targetsOf } from "../../../model/compile.ts";
import { checkElsewhere } from "../../../model/live/check-elsewhere.ts";
import { unreadFindings } from "../../../model/live/check-live.ts";
import type { WantedObject } from "../../../model/live/definition.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import type { CheckSettings } from "../../../model/manifests/settings.ts";
import { UserError } from "../../../model/problem.ts";
import { legible, listed, perhaps, shown } from "../../../model/words.ts";
import { connect, surroundings } from "../../cluster/connect.ts";
import type { ClusterChoice } from "../../cluster/options.ts";
import type { Context } from "../../context.ts";
import type { Report } from "../report.ts";
import { type KnownApp, knownApps } from "./definitions.ts";
import { readElsewhere } from "./read-cluster.ts";

interface ElsewhereOptions {
  /** Name of a cluster in `slipway:clusters`. */
  readonly at: string;
  readonly projects: readonly string[];
  /** Leads to that cluster. */
  readonly cluster: ClusterChoice;
  /** Without guards the delivery stack's config tells them. */
  readonly settings: CheckSettings;
}

/**
 * Reads a cluster beside Kargo's own, judges what definitions have there, and reports; writes nothing anywhere.
 *
 * @throws UserError when no definition has anything in a cluster of this name, or a named Project nothing
 */
export async function reportElsewhere(context: Context, report: Report, options: ElsewhereOptions): Promise<void> {
  const { at, settings } = options;
  const connection = connect(options.cluster, surroundings(context));
  const { cluster } = connection;
  const apps = [...(await knownApps(context, connection))];
  const there = apps.filter(([, app]) => clustersOf(app).has(at));
  if (there.length === 0)
    throw new UserError(nothingAt(at, [...new Set(apps.flatMap(([, app]) => [...clustersOf(app)]))]));
  const names = there.map(([name]) => name);
  const stranger = options.projects.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new UserError(
      `${shown(stranger)} has nothing in cluster ${at}. ${perhaps(stranger, names, `There have: ${listed(names)}`)}`,
    );
  const chosen = there.filter(([name]) => options.projects.length === 0 || options.projects.includes(name));
  const { projects, guards, unread } = await readElsewhere(cluster, {
    projects: chosen.map(([name]) => name),
    argocdNamespaces: [...new Set(chosen.flatMap(([, app]) => argocdNamespaces(app, at)))],
  });
  report.add(unreadFindings(unread, cluster.name));
  for (const [index, project] of projects.entries()) {
    const app = chosen[index]?.[1];
    if (app === undefined) continue;
    const ofTeam = settings.guards ?? app.guards;
    const check = {
      cluster: cluster.name,
      project,
      settings: { ...settings, ...(ofTeam === undefined ? {} : { guards: ofTeam }) },
      now: Date.now(),
      up: (stack: string) => `slipway up ${legible(stack)}`,
    };
    const wantedGuards = app.guardsElsewhere.get(at) ?? [];
    const own = guards.filter(isNoneOf([...app.definition.guards, ...others(app, at)]));
    report.add(checkElsewhere(check, { at, definition: app.definition, wantedGuards, guards: own, unread }));
  }
  report.close(
    projects.length,
    projects.reduce((sum, { objects }) => sum + objects.length, 0),
  );
}

function clustersOf({ definition, guardsElsewhere }: KnownApp): ReadonlySet<string> {
  const own = targetsOf(definition.compiled).flatMap(({ place }) =>
    place?.shard === undefined ? [] : [place.cluster],
  );
  return new Set([...own, ...guardsElsewhere.keys()]);
}

function others({ guardsElsewhere }: KnownApp, at: string): readonly WantedObject[] {
  return [...guardsElsewhere].flatMap(([cluster, objects]) => (cluster === at ? [] : objects));
}

/** Two clusters by name may be one API server: what a stack put there under the other name is nothing left over. */
export function isNoneOf(wanted: readonly WantedObject[]): (object: LiveObject) => boolean {
  const names = new Set(wanted.map(({ object }) => object.metadata.name));
  return ({ metadata }) => !names.has(metadata.name);
}

function argocdNamespaces({ definition }: KnownApp, at: string): readonly string[] {
  return targetsOf(definition.compiled).flatMap(({ application, place }) =>
    place?.cluster === at ? (application?.metadata.namespace ?? []) : [],
  );
}

function nothingAt(at: string, all: readonly string[]): string {
  const otherwise =
    all.length > 0
      ? `There are: ${listed(all)}`
      : "Only clusters of slipway:clusters that stacks make something in are checked so; leave --at out for the one with Kargo";
  return `--at: the stacks' config has nothing made in cluster ${shown(at)}. ${perhaps(at, all, otherwise)}`;
}
