import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { PatternReader } from "./go-pattern.ts";

/** What doublestar calls a pattern with an open bracket or brace. */
export class BadPattern extends Error {
  override readonly name = "BadPattern";
  constructor() {
    super("syntax error in pattern");
  }
}

type Segment = "**" | RegExp;

/**
 * Paths below a folder that match a pattern with `*`, `?`, `[a-z]`, `{a,b}` and `**` for any number of folders; names
 * that begin with a dot are like others. Source: bmatcuk/doublestar v4.9.2, glob.go and match.go.
 *
 * Links to folders inside the root are followed; links that lead out of it are matched, never entered.
 *
 * @param root absolute, symbolic links resolved
 * @returns paths relative to the root, sorted, each once
 * @throws BadPattern
 */
export async function glob(root: string, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const parts = alternative.split("/");
    const foldersOnly = parts.at(-1) === "";
    const segments = (foldersOnly ? parts.slice(0, -1) : parts).map(readSegment);
    await walk({ root, foldersOnly, found }, ".", segments, [root]);
  }
  return [...found].sort();
}

interface Walk {
  readonly root: string;
  readonly foldersOnly: boolean;
  readonly found: Set<string>;
}

/** @param ancestors real paths on the way here: a link back to one of them isn't followed */
async function walk(
  walking: Walk,
  folder: string,
  segments: readonly Segment[],
  ancestors: readonly string[],
): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === "**") {
    if (rest.length === 0) walking.found.add(folder);
    else await walk(walking, folder, rest, ancestors);
  }
  for (const name of await names(join(walking.root, folder))) {
    const path = join(folder, name);
    if (segment !== "**" && !segment.test(name)) continue;
    const entered = await realFolder(walking.root, path, ancestors);
    if (segment === "**") {
      if (entered !== undefined) await walk(walking, path, segments, [...ancestors, entered]);
      else if (rest.length === 0 && !walking.foldersOnly) walking.found.add(path);
    } else if (rest.length === 0) {
      if (!walking.foldersOnly || (await isFolder(join(walking.root, path)))) walking.found.add(path);
    } else if (entered !== undefined) {
      await walk(walking, path, rest, [...ancestors, entered]);
    }
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** The real path of a folder that may be entered. */
async function realFolder(root: string, path: string, ancestors: readonly string[]): Promise<string | undefined> {
  if (!(await isFolder(join(root, path)))) return undefined;
  const real = await realpath(join(root, path));
  return real.startsWith(`${root}/`) && !ancestors.includes(real) ? real : undefined;
}

function readSegment(text: string): Segment {
  if (text === "**") return text;
  const source = new PatternReader(text, "[^/]", ["^", "!"]).read();
  if (source === undefined) throw new BadPattern();
  return new RegExp(`^${source}$`, "su");
}

/** `a{b,c{d,e}}` as `ab`, `acd`, `ace`. */
function expandBraces(pattern: string): string[] {
  const open = indexOfBrace(pattern);
  if (open === -1) return [pattern];
  const alternatives: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "\\") at += 1;
    else if (character === "{") depth += 1;
    else if (character === "," && depth === 1) {
      alternatives.push(pattern.slice(start, at));
      start = at + 1;
    } else if (character === "}") {
      depth -= 1;
      if (depth > 0) continue;
      alternatives.push(pattern.slice(start, at));
      const before = pattern.slice(0, open);
      const after = pattern.slice(at + 1);
      return alternatives.flatMap((alternative) => expandBraces(before + alternative + after));
    }
  }
  throw new BadPattern();
}

/** The first brace that opens a list of alternatives. */
function indexOfBrace(pattern: string): number {
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "{") return at;
  }
  return -1;
}
