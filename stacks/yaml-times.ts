/** What Go prints of a time: `2026-11-23 18:00:00 +0000 UTC`. */
const printed = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d)(?: \S+)?$/;

/**
 * A config value as its file has it. YAML takes `2026-11-23T18:00:00Z` without quotes for a time, and Pulumi hands a program
 * what Go prints of that; here it is RFC 3339 again. Any other text stays as it is.
 */
export function withoutPrintedTime(text: string): string {
  const [, day, time, hours, minutes] = printed.exec(text) ?? [];
  if (day === undefined) return text;
  const zone = hours === "+00" && minutes === "00" ? "Z" : `${hours}:${minutes}`;
  return `${day}T${time}${zone}`;
}
