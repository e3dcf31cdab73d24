import type { FailConfig } from "../../model/kinds/steps/fail.gen.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/failer.go. */
export const fail: StepRunner<FailConfig> = {
  uses: "fail",
  async run(_context, { message }) {
    throw new TerminalError(message ? `failed: ${message}` : "failed");
  },
};
