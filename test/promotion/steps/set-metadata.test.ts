import { describe, expect, test } from "vitest";
import { setFreightAlias } from "../../../promotion/steps/set-freight-alias.ts";
import { setMetadata } from "../../../promotion/steps/set-metadata.ts";
import { carryOut } from "./step-row.ts";

// Follows pkg/promotion/runner/builtin/metadata_setter_test.go and set_freight_alias_test.go.
const freight = [
  { name: "f1", alias: "odd-otter", origin: { kind: "Warehouse", name: "w" }, commits: [], images: [], charts: [] },
] as const;
const updates = [
  { kind: "Stage", name: "dev", values: { b: 1, a: { c: [true] } } },
  { kind: "Freight", name: "f1", values: { d: "x" } },
];
const row = { name: "", from: "" };

describe("set-metadata", () => {
  test("shows what it would set where there is no cluster", async () => {
    const { shown, status, error } = await carryOut({ runner: setMetadata }, { ...row, config: { updates } });
    expect({ shown, status, error }).toEqual({
      status: "Succeeded",
      shown: [
        { step: "step", uses: "set-metadata", what: "set a, b in the metadata of Stage dev", details: updates[0] },
        { step: "step", uses: "set-metadata", what: "set d in the metadata of Freight f1", details: updates[1] },
      ],
    });
  });

  test("sets each where there is one", async () => {
    const calls: unknown[] = [];
    const set = async (...call: unknown[]) => void calls.push(call);
    const { shown, status } = await carryOut(
      { runner: setMetadata },
      { ...row, config: { updates } },
      { metadata: { set } },
    );
    expect({ shown, status, calls }).toEqual({
      status: "Succeeded",
      shown: [],
      calls: [
        ["Stage", "dev", { b: 1, a: { c: [true] } }],
        ["Freight", "f1", { d: "x" }],
      ],
    });
  });

  test("says which one failed, to be tried again", async () => {
    const set = async () => {
      throw new Error("not found");
    };
    const { error, status, terminal } = await carryOut(
      { runner: setMetadata },
      { ...row, config: { updates } },
      { metadata: { set } },
    );
    expect({ error, status, terminal }).toEqual({
      error: 'error updating metadata for Stage "dev" in namespace "demo": not found',
      status: "Errored",
      terminal: false,
    });
  });
});

describe("set-freight-alias", () => {
  const config = { name: "f1", alias: "calm-cat" };

  test("shows what it would set where there is no cluster", async () => {
    const { shown, status, message } = await carryOut({ runner: setFreightAlias }, { ...row, config, freight });
    expect({ shown, status, message }).toEqual({
      status: "Succeeded",
      message: 'updated alias of Freight "f1" from "odd-otter" to "calm-cat"',
      shown: [
        {
          step: "step",
          uses: "set-freight-alias",
          what: "rename Freight odd-otter to calm-cat",
          details: { freight: "f1", alias: "calm-cat", before: "odd-otter" },
        },
      ],
    });
  });

  test("fails for good when the cluster refuses", async () => {
    const set = async () => {
      throw new Error("alias is taken");
    };
    const outcome = await carryOut(
      { runner: setFreightAlias },
      { ...row, config, freight },
      { freightAliases: { set } },
    );
    expect([outcome.error, outcome.status, outcome.terminal]).toEqual([
      'failed to patch alias for Freight "f1" in project "demo": alias is taken',
      "Failed",
      true,
    ]);
  });
});
