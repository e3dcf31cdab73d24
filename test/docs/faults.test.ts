import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/command.ts";

const page = readFileSync(join(root, "docs/faults.md"), "utf8");
/** Cells of each row, heads and lines left out. */
const rows = page
  .split("\n")
  .filter((line) => /^\| (?!\||known from)/.test(line))
  .map((line) => line.slice(2, -2).split(" | "));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");

/** What a row names: files, each with titles; those that end in … are the beginning of one. */
function namedIn(cell: string): { file: string; titles: string[] }[] {
  return [...cell.matchAll(/`(test\/[^`]+)`((?:,? "[^"]+")+)/g)].map(([, file = "", list = ""]) => ({
    file,
    titles: [...list.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
  }));
}

/** Whether a test file has a title: the whole of one of its texts, or the beginning of one. */
function has(source: string, title: string): boolean {
  if (!title.endsWith("…")) return [`"${title}"`, `\`${title}\``].some((text) => source.includes(text));
  return ['"', "`"].some((quote) => source.includes(quote + title.slice(0, -1)));
}

describe("docs/faults.md", () => {
  test("has a row for each fault, in order", () => {
    const faults = rows.map(([first = ""]) => first).filter((first) => /^F\d\d$/.test(first));
    expect(faults).toEqual(Array.from({ length: 32 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`));
  });

  test.each(rows.map((cells) => [cells[0] ?? "", cells.at(-1) ?? ""]))("%s: names tests that there are", (_, cell) => {
    const named = namedIn(cell);
    // each file comes with titles, or it would be in no list
    expect(named.map(({ file }) => file)).toEqual([...cell.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file));
    const missing = named.flatMap(({ file, titles }) => {
      if (!existsSync(join(root, file))) return [file];
      const source = textOf(file);
      return titles.filter((title) => !has(source, title)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
    expect(named.length > 0 || cell.startsWith("*Not here:*"), cell).toBe(true);
  });

  test("knows every test whose title names a fault", () => {
    const unknown = globSync("test/**/*.test.ts", { cwd: root }).flatMap((file) => {
      const titles = [
        ...textOf(file).matchAll(/\b(?:test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*"([^"]*\bF\d\d\b[^"]*)"/g),
      ];
      return titles
        .flatMap(([, title = ""]) => title.match(/\bF\d\d\b/g) ?? [])
        .filter(
          (fault) =>
            !rows
              .find(([first]) => first === fault)
              ?.at(-1)
              ?.includes(`\`${file}\``),
        )
        .map((fault) => `${fault}: ${file}`);
    });
    expect(unknown).toEqual([]);
  });
});
