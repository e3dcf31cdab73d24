import type { ComposeOutputConfig } from "../../model/kinds/steps/compose-output.gen.ts";
import type { StepRunner } from "../step.ts";

/**
 * Hands on what its config says; in a task it also becomes the task's output, which the engine around sees to.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/output_composer.go.
 */
export const composeOutput: StepRunner<ComposeOutputConfig> = {
  uses: "compose-output",
  async run(_context, config) {
    return { status: "Succeeded", output: { ...config } };
  },
};
