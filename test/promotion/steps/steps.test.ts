import { describe, expect, test } from "vitest";
import { tables } from "./rows/tables.ts";
import { carryOut, promised, type StepRow, told } from "./step-row.ts";

describe.each(tables.map((table) => [table.runner.uses, table] as const))("%s", (_uses, table) => {
  test.each(table.rows.map((row) => [row.name, row] as const))("%s", async (_name: string, row: StepRow) => {
    const outcome = await carryOut(table, row);
    expect(told(row, outcome)).toEqual(promised(row, outcome));
  });
});
