import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { programTables } from "./rows/program-tables.ts";
import { carryOut, promised, type StepRow, told } from "./step-row.ts";

const tools = process.env["SLIPWAY_TEST_TOOLS"] ?? "";
const programs = {
  git: "/usr/bin/git",
  kustomize: async () => join(tools, "kustomize"),
  helm: async () => join(tools, "helm"),
};

describe.each(programTables.map((table) => [table.runner.uses, table] as const))("%s", (_uses, table) => {
  test.each(table.rows.map((row) => [row.name, row] as const))("%s", async (_name: string, row: StepRow) => {
    const outcome = await carryOut(table, row, { programs });
    expect(told(row, outcome)).toEqual(promised(row, outcome));
  });
});
