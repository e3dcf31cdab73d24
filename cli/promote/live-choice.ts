import { UserError } from "../../model/problem.ts";
import { originKey } from "../../promotion/freight.ts";
import { type Availability, availability, waitLeft } from "../../promotion/freight-availability.ts";
import { isControlFlow, type LiveFreight, type LiveStage } from "../kargo/objects.ts";
import { age, lastParts, left, missingWords, shortHash } from "../kargo/words.ts";
import { freightName } from "../status/freight-facts.ts";
import { plain } from "../status/grid.ts";
import { newerThanCurrent, ofOrigin } from "../status/next-freight.ts";
import type { Snapshot } from "../status/snapshot.ts";
import { parseSelection, selected } from "./live-selection.ts";

/** How many candidates are listed when the choice isn't clear. */
const mostListed = 10;

/**
 * The Freight to promote.
 *
 * @param text `--freight`; without it the newest that the Stage may have and hasn't
 * @param now milliseconds
 * @throws UserError when there is none, several, or the Stage may not have it yet; says what to do
 */
export function chosenFreight(
  stage: LiveStage,
  snapshot: Snapshot,
  text: string | undefined,
  now: number,
): LiveFreight {
  const candidates = ofStage(stage, snapshot);
  if (text === undefined) return newestAvailable(stage, snapshot, now);
  const [found, ...others] = selected(parseSelection(text), candidates);
  const name = stage.metadata.name;
  if (found === undefined) {
    const elsewhere = selected(parseSelection(text), snapshot.freight);
    const why =
      elsewhere.length > 0
        ? `Stage ${name} takes no Freight of its Warehouse`
        : `no Freight of ${snapshot.project} is that`;
    throw new UserError(`--freight ${JSON.stringify(text)}: ${why}. ${listing(stage, candidates, now)}`);
  }
  if (others.length > 0)
    throw new UserError(
      `--freight ${JSON.stringify(text)} fits ${others.length + 1}. Name one. ${listing(stage, [found, ...others], now)}`,
    );
  refuseUnavailable(stage, found, snapshot.project, now);
  return found;
}

/** @throws UserError when nothing can be promoted into this Stage */
export function refuseControlFlow(stage: LiveStage, snapshot: Snapshot): void {
  if (!isControlFlow(stage)) return;
  const { name } = stage.metadata;
  const below = snapshot.stages.filter(({ spec }) =>
    spec.requestedFreight?.some(({ sources }) => sources.stages?.includes(name)),
  );
  const next = below.map(({ metadata }) => metadata.name).join(", ");
  throw new UserError(
    `Stage ${name} has no promotion steps: Freight only passes through it.${next === "" ? "" : ` Promote into what follows: ${next}`}`,
  );
}

function ofStage(stage: LiveStage, { freight }: Snapshot): LiveFreight[] {
  return (stage.spec.requestedFreight ?? []).flatMap(({ origin }) => ofOrigin(freight, originKey(origin)));
}

function newestAvailable(stage: LiveStage, snapshot: Snapshot, now: number): LiveFreight {
  const { name } = stage.metadata;
  const newest = (stage.spec.requestedFreight ?? []).flatMap((request) => {
    const found = newerThanCurrent(stage, request, snapshot).find(
      (freight) => availability(stage, freight, now).available,
    );
    return found === undefined ? [] : [found];
  });
  const [only, ...others] = newest;
  if (only !== undefined && others.length === 0) return only;
  const why =
    only === undefined
      ? `there is nothing newer that Stage ${name} may have`
      : `Stage ${name} takes Freight of ${newest.length} Warehouses, and each has something newer. Say which with --freight`;
  throw new UserError(`${why}. ${listing(stage, only === undefined ? ofStage(stage, snapshot) : newest, now)}`);
}

/** @throws UserError as Kargo's webhook would refuse it, with the reason and the way on */
export function refuseUnavailable(stage: LiveStage, freight: LiveFreight, project: string, now: number): void {
  const answer = availability(stage, freight, now);
  if (answer.available) return;
  const name = freightName(named(freight));
  const target = stage.metadata.name;
  const reasons = answer.missing.map((each) => missingWords(each, target));
  throw new UserError(
    `${name} can't be promoted to ${target} yet: ${reasons.join(answer.needs === "one" ? ", and " : "; ")}. ${wayOn(answer, name, project)}`,
  );
}

function wayOn(answer: Extract<Availability, { available: false }>, name: string, project: string): string {
  const wait = waitLeft(answer);
  if (wait !== undefined) return `Try again in ${left(wait)}`;
  const [first] = answer.missing;
  if (first?.kind === "unverified" && first.isThere)
    return `See how its verification stands: slipway status ${project}`;
  if (first?.kind === "origin") return "Promote Freight of a Warehouse that the Stage requests";
  return `Promote it there first: slipway promote ${project} --stage ${first?.stage} --freight ${name}`;
}

function listing(stage: LiveStage, freight: readonly LiveFreight[], now: number): string {
  if (freight.length === 0) return "Its Warehouse has made no Freight yet";
  const rows = freight.slice(0, mostListed).map((each) => `  ${candidateLine(stage, each, now)}`);
  const rest = freight.length > mostListed ? [`  and ${freight.length - mostListed} older`] : [];
  return ["There is:", ...rows, ...rest].join("\n");
}

function candidateLine(stage: LiveStage, freight: LiveFreight, now: number): string {
  const found = freight.discoveredAt ?? freight.metadata.creationTimestamp;
  const artifacts = [
    ...(freight.images ?? []).map(
      ({ repoURL = "", tag, digest }) => `${lastParts(repoURL, 2)}:${shortHash(tag ?? digest ?? "")}`,
    ),
    ...(freight.charts ?? []).map((chart) => `${chart.name ?? lastParts(chart.repoURL ?? "", 1)} ${chart.version}`),
    ...(freight.commits ?? []).map(({ id = "", message = "" }) => `${shortHash(id)} ${message}`.trim()),
  ];
  const verified =
    Object.keys(freight.status?.verifiedIn ?? {})
      .sort()
      .join(", ") || "none";
  const answer = availability(stage, freight, now);
  const here = Object.values(stage.status?.freightHistory?.[0]?.items ?? {}).some(
    ({ name }) => name === freight.metadata.name,
  );
  const word = here
    ? "there now"
    : answer.available
      ? "available"
      : answer.missing.map((each) => missingWords(each, stage.metadata.name)).join("; ");
  const parts = [
    freightName(named(freight)),
    found && `${age(now - Date.parse(found))} old`,
    ...artifacts,
    `verified in ${verified}`,
    word,
  ];
  return plain(parts.filter(Boolean).join(" · "));
}

export function named({ metadata, alias }: LiveFreight): { readonly name: string; readonly alias?: string } {
  return { name: metadata.name, ...(alias !== undefined && { alias }) };
}

/**
 * What a promotion by hand does to auto-promotion, in a sentence; undefined when nothing. Source: syncHoldAnnotations,
 * akuity/kargo v1.11.2, pkg/webhook/kubernetes/promotion/webhook.go.
 */
export function holdWords(stage: LiveStage, freight: LiveFreight, snapshot: Snapshot, now: number): string | undefined {
  if (stage.status?.autoPromotionEnabled !== true) return undefined;
  const origin = originKey(freight.origin);
  const request = stage.spec.requestedFreight?.find((each) => originKey(each.origin) === origin);
  const matchUpstream = request?.sources.autoPromotionOptions?.selectionPolicy === "MatchUpstream";
  const upstreams = request?.sources.stages ?? [];
  const candidate = ofOrigin(snapshot.freight, origin)
    .filter((each) => !matchUpstream || upstreams.some((name) => each.status?.currentlyIn?.[name] !== undefined))
    .find((each) => availability(stage, each, now).available);
  const held = (stage.status.effectiveAutoPromotionHolds ?? stage.status.autoPromotionHolds)?.[origin] !== undefined;
  const { name } = stage.metadata;
  if (candidate?.metadata.name === freight.metadata.name)
    return held
      ? `${freightName(named(freight))} is the newest: once it is there, auto-promotion of ${origin} into ${name} goes on`
      : undefined;
  const newest = candidate === undefined ? "what becomes available next" : freightName(named(candidate));
  return (
    `Kargo holds auto-promotion of ${origin} into ${name} from now on, since this isn't the newest Freight: ${newest} isn't promoted by itself. ` +
    `To let it go on, promote the newest: slipway promote ${snapshot.project} --stage ${name}`
  );
}
