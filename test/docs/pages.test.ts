import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../cli/commands.ts";
import { root } from "../support/command.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: root }).sort()];
const textOf = new Map(pages.map((page) => [page, readFileSync(join(root, page), "utf8")]));

const withoutBlocks = (text: string) => text.replaceAll(/^( *)```.*?^ *```$/gms, "");

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

function anchorsOf(page: string): ReadonlySet<string> {
  const headings = withoutBlocks(textOf.get(page) ?? "").matchAll(/^#{1,6} +(.*)$/gm);
  return new Set([...headings].map(([, heading = ""]) => anchorOf(heading)));
}

/** Where a page's links lead to in this repository: file, and anchor where one is named. */
function linksOf(page: string): readonly (readonly [file: string, anchor: string | undefined])[] {
  return [...withoutBlocks(textOf.get(page) ?? "").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = "", anchor] = link.split("#");
      return [file === "" ? page : relative(root, join(root, dirname(page), file)), anchor] as const;
    });
}

describe.each(pages)("%s", (page) => {
  test("links to what is there", () => {
    const broken = linksOf(page).filter(
      ([file, anchor]) => !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).has(anchor)),
    );
    expect(broken).toEqual([]);
  });

  test("names commands and npm scripts that there are", () => {
    const text = textOf.get(page) ?? "";
    const typed = [
      ...text.matchAll(/(?:^|`|\$ |npx )slipway ([a-z]+)/gm),
      ...text.matchAll(/npm run slipway -- ([a-z]+)/g),
    ];
    expect(typed.map(([, name = ""]) => name).filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
    const run = [...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = ""]) => name);
    expect(run.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

test("the README leads to every page, or to the folder it is in", () => {
  const linked = new Set(linksOf("README.md").map(([file]) => file.replace(/\/$/, "")));
  const lost = pages.filter((page) => page !== "README.md" && !linked.has(page) && !linked.has(dirname(page)));
  expect(lost).toEqual([]);
});
