import { celList, celText } from "../rules/protection.ts";
import { handPrefix, switchKeys, thawed } from "./switch.ts";
import type { Window } from "./window.ts";

/** The moment of a Promotion's creation, and what clocks of each zone showed then. */
export function clockVariables(windows: readonly Window[]): readonly Variable[] {
  const clocks = zonesOf(windows).map((zone, index) => ({ name: `clock${index}`, expression: minuteOfWeek(zone) }));
  return windows.length === 0 ? [] : [created, ...clocks];
}

interface Variable {
  readonly name: string;
  readonly expression: string;
}

/**
 * The API server stamps creationTimestamp before it asks policies, whatever the client claims.
 * Source: FillObjectMetaSystemFields in k8s.io/apiserver, pkg/registry/rest/meta.go.
 */
const created: Variable = { name: "created", expression: "timestamp(object.metadata.creationTimestamp)" };

/** Windows begin and end with a minute, so that no seconds need to be looked at. Sunday is day 0. */
function minuteOfWeek(zone: string): string {
  const [day, hours, minutes] = ["DayOfWeek", "Hours", "Minutes"].map(
    (part) => `variables.created.get${part}(${celText(zone)})`,
  );
  return `${day} * 1440 + ${hours} * 60 + ${minutes}`;
}

/** In CEL, for each window: it holds. */
export function windowsHold(windows: readonly Window[]): string[] {
  const zones = zonesOf(windows);
  return windows.map((window) => {
    if (window.kind === "dated") {
      const [from, until] = [window.from, window.until].map((at) => `timestamp(${celText(instant(at))})`);
      return `${from} <= variables.created && variables.created < ${until}`;
    }
    const clock = `variables.clock${zones.indexOf(window.zone)}`;
    // a window over the week's end holds at both ends of it
    return `${window.from} <= ${clock} ${window.from < window.until ? "&&" : "||"} ${clock} < ${window.until}`;
  });
}

function zonesOf(windows: readonly Window[]): string[] {
  return [...new Set(windows.filter(({ kind }) => kind === "weekly").map(({ zone }) => zone))];
}

function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** In CEL: the switch is a whole one. Pulumi writes this key: where it isn't, someone took it away. */
export const switchIsWhole = `has(params.data) && ${celText(switchKeys.code)} in params.data`;

/** In CEL: a key of the switch says that the Stage is frozen. */
export function switchSays(key: string): string {
  return `has(params.data) && ${key} in params.data && !(params.data[${key}] in ${celList(thawed)})`;
}

/** In CEL: the keys of the switch. */
export const codeKey = celText(switchKeys.code);
export const handKeyOfStage = `(${celText(handPrefix)} + object.spec.stage)`;
