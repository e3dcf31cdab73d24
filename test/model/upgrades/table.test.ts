/** Every row of the versions table recognises what it is about and nothing like it, in the versions it names. */
import { describe, expect, test } from "vitest";
import type { UpgradeRow } from "../../../model/upgrades/row.ts";
import { upgradeFindings, upgradesFrom, upgradeTable } from "../../../model/upgrades/table.ts";
import { examples, stageWith } from "./examples.ts";

const ancient = "0.9.0";
const future = "99.0.0";
const ids = (findings: readonly { id: string }[]) => findings.map(({ id }) => id);
const generated = (row: UpgradeRow) => /^(new|enterprise)-/.test(row.id) && !(row.id in examples);

/** An object that has exactly what a generated row is about. */
function made({ where }: UpgradeRow, change: (name: string) => string): unknown {
  if ("steps" in where) {
    const config = where.field === undefined ? {} : { [change(where.field)]: true };
    return stageWith({ uses: where.field === undefined ? change(where.steps[0] ?? "") : where.steps[0], config });
  }
  if ("text" in where) return stageWith({ uses: "fail", config: { message: change("${% ctx.stage %}") } });
  if (!("kinds" in where)) throw new Error("a generated row of another form");
  const [group, kind = ""] = (where.kinds[0] ?? "").split("/");
  const names = (where.field ?? "").split(".").filter((name) => name !== "");
  const fields = names.reduceRight<unknown>(
    (inner, name, index) => {
      const bare = index === names.length - 1 ? change(name) : name;
      return bare.endsWith("[]") ? { [bare.slice(0, -2)]: [inner] } : { [bare]: inner };
    },
    where.field === undefined ? {} : "given",
  );
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: where.field === undefined ? change(kind) : kind,
    ...(fields as object),
  };
}

test("every row has an id of its own, a source and a fix", () => {
  expect(ids(upgradeTable)).toEqual([...new Set(ids(upgradeTable))]);
  expect(upgradeTable.filter(({ source, fix }) => source === "" || fix === "")).toEqual([]);
});

test("every row written by hand has an example, and every example a row", () => {
  expect(Object.keys(examples).sort()).toEqual(ids(upgradeTable.filter((row) => !generated(row))).sort());
});

describe.each(upgradeTable.map((row) => [row.id, row] as const))("%s", (id, row) => {
  const [meant, other] = examples[id] ?? [
    made(row, (name) => name),
    made(row, (name) => `x${name.replace("${%", "%")}`),
  ];
  const crossed = (object: unknown): string[] => {
    if (row.product === "argocd")
      return ids(upgradeFindings(object, { kargo: "1.11.2", argocd: row.since ?? row.deprecated ?? future }));
    if (row.onlyCrossing) return ids(upgradesFrom(object, ancient, future));
    return ids(upgradeFindings(object, { kargo: row.until === undefined ? (row.since ?? future) : ancient }));
  };

  test("recognises its example", () => expect(crossed(meant)).toContain(id));
  test("leaves its counter-example alone", () => expect(crossed(other)).not.toContain(id));
});

test("what is deprecated in the installed version is a warning that names the version of its end", () => {
  const stage = stageWith({ uses: "git-commit", config: { author: { name: "a" } } });
  expect(upgradeFindings(stage, { kargo: "1.11.2" })).toEqual([
    {
      id: "git-commit-author",
      severity: "warning",
      enterprise: false,
      path: ["spec", "promotionTemplate", "spec", "steps", 0, "config", "author"],
      message: "from Kargo 1.12 on, the step refuses `author`",
      fix: "Give `author` to git-clone, or set gitClient in the ClusterConfig",
      source: "docs/docs/80-release-notes/100-deprecations.md",
    },
  ]);
});

test("the same field is nothing before its deprecation, and an error after its end", () => {
  const stage = stageWith({ uses: "git-commit", config: { author: { name: "a" } } });
  expect(upgradeFindings(stage, { kargo: "1.9.8" })).toEqual([]);
  expect(upgradeFindings(stage, { kargo: "v1.12.0-rc.1" })).toMatchObject([
    { severity: "error", message: "since Kargo 1.12, the step refuses `author`" },
  ]);
});

test("an upgrade is told only what it crosses", () => {
  const stage = stageWith({ uses: "git-push" }, { uses: "git-commit", config: { author: {}, messageFromSteps: [] } });
  expect(ids(upgradesFrom(stage, "1.10.3", "1.11.2"))).toEqual([]);
  expect(ids(upgradesFrom(stage, "1.11.2", "1.12.0"))).toEqual(["git-commit-author", "push-integration-policy"]);
  expect(ids(upgradesFrom(stage, "1.11.2", "1.8.0"))).toEqual([]);
});

test("what the installed version is too old for is told with the version that has it", () => {
  const stage = stageWith({ uses: "file-write", config: {} });
  expect(upgradeFindings(stage, { kargo: "1.10.9" })).toEqual([
    {
      id: "new-step-file-write",
      severity: "error",
      enterprise: false,
      path: ["spec", "promotionTemplate", "spec", "steps", 0, "uses"],
      message: "before Kargo 1.11, there is no step file-write",
      got: '"file-write"',
      fix: "Remove it, or run Kargo 1.11 or newer",
      source: "https://github.com/akuity/kargo/tree/v1.11.0",
    },
  ]);
  expect(upgradeFindings(stage, { kargo: "1.11.0" })).toEqual([]);
});

test("a value is shown without the password in it", () => {
  const [finding] = upgradeFindings(stageWith({ uses: "git-clone", config: { repoURL: "ssh://me:hunter2@host/x" } }), {
    kargo: "1.13.0",
  });
  expect(finding?.got).toBe('"ssh://…@host/x"');
});

test.each([
  undefined,
  null,
  5,
  "text",
  [],
  [null],
  {},
  { kind: 5, apiVersion: {} },
  { spec: { steps: [null, 5, {}] } },
])("%j has nothing to find", (object) => expect(upgradeFindings(object, { kargo: "1.11.2" })).toEqual([]));
