import { goPattern } from "./go-pattern.ts";

/** Tells whether a path is ignored; its parts are relative to where the rules stand. */
export type Ignored = (parts: readonly string[], isDirectory: boolean) => boolean;

interface Rule {
  readonly parts: readonly string[];
  readonly includes: boolean;
  readonly directoriesOnly: boolean;
}

/**
 * Rules in gitignore's syntax as go-git reads them, which isn't quite as git does: a pattern without a slash also
 * matches a folder on the way, and a later `!` rule brings back a file from an ignored folder.
 * Source: go-git v5.19.1, plumbing/format/gitignore/pattern.go and matcher.go.
 *
 * @param lines one rule each, the later ones winning; comments and empty ones are for the caller to leave out
 */
export function ignoreRules(lines: readonly string[]): Ignored {
  const rules = lines.map(readRule).reverse();
  return (parts, isDirectory) => rules.find((rule) => matches(rule, parts, isDirectory))?.includes === false;
}

/** The lines of a step's `ignore` that hold a rule. Source: Kargo v1.11.2, file_copier.go, loadIgnoreRules. */
export function ignoreLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => !line.startsWith("#") && line.trim() !== "");
}

function readRule(line: string): Rule {
  const includes = line.startsWith("!");
  let pattern = includes ? line.slice(1) : line;
  if (!pattern.endsWith("\\ ")) pattern = pattern.replace(/ +$/, "");
  const directoriesOnly = pattern.endsWith("/");
  if (directoriesOnly) pattern = pattern.slice(0, -1);
  return { parts: pattern.split("/"), includes, directoriesOnly };
}

function matches(rule: Rule, path: readonly string[], isDirectory: boolean): boolean {
  if (path.length === 0) return false;
  return rule.parts.length > 1 ? matchesPath(rule, path, isDirectory) : matchesName(rule, path, isDirectory);
}

function matchesName({ parts, directoriesOnly }: Rule, path: readonly string[], isDirectory: boolean): boolean {
  const pattern = goPattern(parts[0] ?? "");
  const found = path.findIndex((name) => pattern?.test(name));
  if (found === -1) return false;
  return !(directoriesOnly && !isDirectory && found === path.length - 1);
}

function matchesPath({ parts, directoriesOnly }: Rule, path: readonly string[], isDirectory: boolean): boolean {
  let rest = path;
  let matched = false;
  let skipsFolders = false;
  for (const [index, part] of parts.entries()) {
    if (part === "") {
      skipsFolders = false;
      continue;
    }
    if (part === "**") {
      if (index === parts.length - 1) break;
      skipsFolders = true;
      continue;
    }
    if (part.includes("**") || rest.length === 0) return false;
    const pattern = goPattern(part);
    if (skipsFolders) {
      skipsFolders = false;
      const found = pattern === undefined ? -1 : rest.findIndex((name) => pattern.test(name));
      if (pattern === undefined) return false;
      // Not found: go-git goes on with nothing left, and keeps no match.
      matched = found !== -1;
      rest = found === -1 ? [] : rest.slice(found + 1);
    } else {
      if (!pattern?.test(rest[0] ?? "")) return false;
      matched = true;
      rest = rest.slice(1);
    }
  }
  return matched && !(directoriesOnly && !isDirectory && rest.length === 0);
}
