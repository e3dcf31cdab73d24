import { composeOutput } from "../../../../promotion/steps/compose-output.ts";
import { fail } from "../../../../promotion/steps/fail.ts";
import type { StepTable } from "../step-row.ts";

export const composeOutputTable: StepTable = {
  runner: composeOutput,
  rows: [
    {
      name: "hands on what its config says",
      from: "pkg/promotion/runner/builtin/output_composer.go",
      config: { prURL: "https://git.example/pull/1", nested: { list: [1, "two", true, null] } },
      output: { prURL: "https://git.example/pull/1", nested: { list: [1, "two", true, null] } },
    },
  ],
};

export const failTable: StepTable = {
  runner: fail,
  rows: [
    {
      name: "fails with its message",
      from: 'pkg/promotion/runner/builtin/failer_test.go, "with message"',
      config: { message: "not on a Friday" },
      error: "failed: not on a Friday",
      terminal: true,
    },
    {
      name: "fails without a message",
      from: "pkg/promotion/runner/builtin/failer.go",
      config: {},
      error: "failed",
      terminal: true,
    },
  ],
};
