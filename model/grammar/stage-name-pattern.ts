import { RE2JS } from "re2js";

/** Whether a promotion policy's name selects a Stage; undefined when that can't be told. Source: Kargo, pkg/pattern. */
export function nameMatches(pattern: string, name: string): boolean | undefined {
  const [, kind, text = ""] = /^(glob|regexp?):(.*)$/s.exec(pattern) ?? [];
  if (kind === undefined) return pattern === name;
  try {
    if (kind !== "glob") return RE2JS.compile(text).matcher(name).find();
    // classes, alternatives and escapes are doublestar's own
    if (/[[\]{}\\]/.test(text)) return undefined;
    const quoted = text
      .replace(/[.+^$()|]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replaceAll("?", ".");
    return RE2JS.compile(`^(?:${quoted})$`).matcher(name).find();
  } catch {
    return undefined;
  }
}
