import type { FreezeWindow } from "../definition/freeze.ts";
import { holding } from "../freeze/calendar.ts";
import { freezeState } from "../freeze/state.ts";
import { freezeLabel, switchKeys } from "../freeze/switch.ts";
import { windowsOf, windowWords } from "../freeze/window.ts";
import { handWords } from "../freeze/words.ts";
import { createActorAnnotation, environmentLabel, overrideAnnotation } from "../keys.ts";
import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, string } from "../manifests/reading.ts";
import { freezeInKargo } from "../rules/g16-freeze-in-kargo.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind } from "./live-project.ts";
import { atOf } from "./rules.ts";
import { lastWrite } from "./writers.ts";

/**
 * G16 afterwards: Promotions that were made while their Stage was frozen, by hand or by its calendar. A calendar is held
 * against what came after it was last written, since nobody knows the one before.
 */
export function freezesOf(check: LiveCheck): ManifestFinding[] {
  const switches = ofKind(check.project, "ConfigMap").filter(
    ({ metadata }) => metadata.labels?.[freezeLabel] !== undefined,
  );
  return ofKind(check.project, "Promotion").flatMap((promotion) => {
    const stage = string(fields(promotion["spec"]).stage) ?? "";
    const made = Date.parse(promotion.metadata.creationTimestamp ?? "");
    const environment = environmentOf(stage, check);
    const held = switches.find(({ metadata }) => metadata.labels?.[freezeLabel] === environment);
    const why = held === undefined || Number.isNaN(made) ? undefined : frozenAt(held, stage, made, environment, check);
    if (why === undefined) return [];
    const passed = passOf(promotion, check);
    const finding = {
      path: ["metadata", "creationTimestamp"],
      message: `This Promotion was made while Stage ${stage} was frozen: ${why}`,
      got: promotion.metadata.creationTimestamp ?? "",
      fix: passed ?? "Ask who made it; mend the freeze's policy if nothing refused it",
    };
    const about = { kind: "Promotion", name: stage, namespace: promotion.metadata.namespace };
    const told = levelled(freezeInKargo, check, about, [finding], atOf(promotion, check));
    return passed === undefined ? told : told.map((each) => ({ ...each, severity: "note" as const }));
  });
}

function environmentOf(stage: string, { project, definition }: LiveCheck): string | undefined {
  const defined = definition?.compiled.environments.find(({ targets }) =>
    targets.some(({ stageName }) => stageName === stage),
  );
  const live = ofKind(project, "Stage").find(({ metadata }) => metadata.name === stage);
  return defined?.name ?? live?.metadata.labels?.[environmentLabel];
}

function frozenAt(
  held: LiveObject,
  stage: string,
  made: number,
  environment: string | undefined,
  { definition }: LiveCheck,
): string | undefined {
  const data = fields(held["data"]) as Readonly<Record<string, string>>;
  const { byHand, calendar } = freezeState(data, stage, made);
  if (byHand?.since !== undefined && Date.parse(byHand.since) <= made) return handWords(byHand);
  const written = lastWrite(held, ["data", switchKeys.calendar])?.time ?? held.metadata.creationTimestamp;
  if (written === undefined || made < Date.parse(written)) return undefined;
  const windows = definition?.compiled.environments.find(({ name }) => name === environment)?.freeze.windows;
  const holdingThen =
    windows === undefined ? calendar?.windows : holding(windowsOf(windows as readonly FreezeWindow[]), made);
  const [window] = holdingThen ?? [];
  return window === undefined ? undefined : windowWords(window);
}

/** How a person went past the freeze knowing it. */
function passOf({ metadata }: LiveObject, { settings }: LiveCheck): string | undefined {
  const { [overrideAnnotation]: reason, [createActorAnnotation]: actor } = metadata.annotations ?? {};
  if (reason) return `Its maker went past the freeze: ${reason}`;
  if (actor !== undefined && settings.guards?.breakGlass.actors.includes(actor) === true)
    return `${actor} may go past freezes (breakGlass.actors)`;
  return undefined;
}
