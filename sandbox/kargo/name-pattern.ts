import { RE2JS } from "re2js";
import { globPattern } from "./glob.ts";

/**
 * Whether a name meets a selector of ProjectConfig's promotionPolicies: `glob:…`, `regex:…`, `regexp:…`, or the name
 * itself. Source: kargo v1.11.2, pkg/pattern/pattern.go.
 *
 * @throws Error when the pattern can't be read
 */
export function nameMatches(selector: string, name: string): boolean {
  return prefixed(selector)?.(name) ?? selector === name;
}

/** What a path of a Git subscription's includePaths or excludePaths selects; without a prefix, a folder and all in it. */
export function pathMatcher(selector: string): (path: string) => boolean {
  return prefixed(selector) ?? ((path) => isBelow(selector, path));
}

function prefixed(selector: string): ((text: string) => boolean) | undefined {
  const [, kind, pattern = ""] = /^(glob|regexp?):(.*)$/s.exec(selector) ?? [];
  if (kind === undefined) return undefined;
  const compiled = kind === "glob" ? globPattern(pattern) : RE2JS.compile(pattern);
  return (text) => (compiled instanceof RegExp ? compiled.test(text) : compiled.matcher(text).find());
}

/** Go's filepath.Rel(folder, path), where anything with `..` in it is outside. */
function isBelow(folder: string, path: string): boolean {
  const [base, target] = [cleaned(folder), cleaned(path)];
  if (base.startsWith("/") !== target.startsWith("/")) return false;
  if (base === "." || base === "/") return !target.includes("..");
  const relative = target === base ? "." : target.startsWith(`${base}/`) ? target.slice(base.length + 1) : undefined;
  return relative !== undefined && !relative.includes("..");
}

function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/") || ".";
}
