import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRepositories } from "../../../cli/promote/dry-run-repositories.ts";
import type { PipelineObjects } from "../../../promotion/dry-run/pipeline-objects.ts";

const app = "https://github.com/acme/app";
const other = "https://github.com/acme/other";
let folder: string;

function objects(...urls: readonly string[]): PipelineObjects {
  const subscriptions = urls.map((repoURL) => ({ git: { repoURL } }));
  return { warehouses: [{ metadata: { name: "main" }, spec: { subscriptions } }] } as unknown as PipelineObjects;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-repositories-"));
  for (const [name, origin] of [
    ["mine", `${app}.git`],
    ["others", other],
    ["local", ""],
  ] as const) {
    mkdirSync(join(folder, name, ".git"), { recursive: true });
    const remote = origin === "" ? "" : `[remote "origin"]\n\turl = ${origin}\n`;
    writeFileSync(join(folder, name, ".git/config"), remote);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, readonly string[], readonly string[], string, string, string | undefined]>([
  ["a path stands for the only repository", ["mine"], [app], ".", app, "mine"],
  ["a URL and a path", [`${other}=mine`], [app, other], ".", `${other}.git`, "mine"],
  ["and for no other", [`${other}=mine`], [app, other], ".", app, undefined],
  ["where the user stands, by its origin", [], [app, other], "mine", app, "mine"],
  ["where the user stands, without an origin", [], [app], "local", app, "local"],
  ["not where its origin is another", [], [app], "others", app, undefined],
  ["not without an origin, when there are several", [], [app, other], "local", app, undefined],
])("%s", (_, given, urls, cwd, asked, expected) => {
  const { from, assumed } = readRepositories(given, objects(...urls), join(folder, cwd));
  expect(from(asked)).toBe(expected === undefined ? undefined : join(folder, expected));
  expect(assumed).toEqual(
    given.length > 0 || expected === undefined
      ? []
      : [`${join(folder, expected)} stands for ${app}; only what is committed there counts (--repo names another)`],
  );
});

test("another URL may stand for it", () => {
  expect(readRepositories([`${app}=https://mirror.example/app`], objects(app), folder).from(app)).toBe(
    "https://mirror.example/app",
  );
});

test.each<[readonly string[], readonly string[], string]>([
  [["nope"], [app], "--repo: there is no folder "],
  [
    ["mine"],
    [app, other],
    `--repo mine: it isn't clear which repository it stands for. Name it: --repo URL=mine, with one of ${app}, ${other}`,
  ],
  [
    ["mine"],
    [],
    "--repo mine: no Warehouse subscribes to a Git repository; name the one it stands for: --repo URL=mine",
  ],
])("%j with %j is refused", (given, urls, message) => {
  expect(() => readRepositories(given, objects(...urls), folder)).toThrow(message);
});
