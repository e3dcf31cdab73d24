import { type FreezeState, freezeState, isFrozen } from "../../model/freeze/state.ts";
import { freezeLabel } from "../../model/freeze/switch.ts";
import { windowWords } from "../../model/freeze/window.ts";
import { freezeWords } from "../../model/freeze/words.ts";
import { environmentLabel } from "../../model/keys.ts";
import { timestamp } from "../../model/timestamp.ts";
import { isControlFlow, type LiveStage } from "../kargo/objects.ts";
import { defined } from "./defined.ts";
import type { FreezeFacts } from "./row.ts";

/** A freeze's switch as the cluster has it. */
export interface LiveSwitch {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Whether a Stage is frozen; undefined for one that has no switch, which nothing freezes.
 *
 * @param now milliseconds since 1970
 */
export function freezeFacts(stage: LiveStage, switches: readonly LiveSwitch[], now: number): FreezeFacts | undefined {
  const found = isControlFlow(stage) ? undefined : switchOf(stage, switches);
  if (found === undefined) return undefined;
  const state = freezeState(found.data, stage.metadata.name, now);
  return defined({
    frozen: isFrozen(state),
    until: untilOf(state),
    byHand: state.byHand,
    byCode: state.byCode,
    windows: (state.calendar?.windows ?? []).map(windowWords),
    openings: (state.calendar?.openings ?? []).map(({ from, until }) =>
      defined({ from: time(from), until: until === undefined ? undefined : time(until) }),
    ),
    words: freezeWords(state, now),
  });
}

export function switchOf({ metadata }: LiveStage, switches: readonly LiveSwitch[]): LiveSwitch | undefined {
  const environment = metadata.labels?.[environmentLabel] ?? metadata.name;
  return switches.find((each) => each.metadata.labels?.[freezeLabel] === environment);
}

/** When the Stage is no longer frozen, if nobody does anything; a person's freeze and the config's have no end. */
function untilOf({ byHand, byCode, broken, calendar }: FreezeState): string | undefined {
  if (byHand !== undefined || byCode !== undefined || broken !== undefined) return undefined;
  return calendar?.frozen && calendar.until !== undefined ? time(calendar.until) : undefined;
}

function time(at: number): string {
  return timestamp(new Date(at));
}
