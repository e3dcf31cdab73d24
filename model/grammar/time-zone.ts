import { perhaps, shown } from "../words.ts";
import { timeZoneNames } from "./time-zone-names.ts";

const known: ReadonlySet<string> = new Set([...timeZoneNames, "UTC", "Local"]);

/**
 * Why Go knows no such time zone; undefined when it does. Argo CD then only logs a warning and takes UTC, so a window
 * opens and closes at other hours than was meant. An empty text is UTC. Proved by the oracle `schedule`.
 */
export function timeZone(text: string): string | undefined {
  if (text === "" || known.has(text)) return undefined;
  const otherwise = "Write a name of IANA's database, such as Europe/Berlin";
  return `There is no time zone ${shown(text)}, and Argo CD silently takes UTC for it. ${meant(text) ?? otherwise}`;
}

function meant(text: string): string | undefined {
  const [, sign, hours = ""] = /^(?:UTC|GMT)?([+-])0?(\d{1,2})(?::?00)?$/i.exec(text.trim()) ?? [];
  if (sign !== undefined) {
    const name = `Etc/GMT${sign === "+" ? "-" : "+"}${hours}`;
    return known.has(name) ? `Write ${shown(name)}, whose sign is the other way round` : undefined;
  }
  const city = timeZoneNames.find((name) => name.toLowerCase().endsWith(`/${text.trim().toLowerCase()}`));
  if (city !== undefined) return `Perhaps ${shown(city)} is meant`;
  const advice = perhaps(text.trim().replaceAll(" ", "_"), timeZoneNames, "");
  return advice === "" ? undefined : advice;
}
