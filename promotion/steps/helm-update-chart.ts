import type { HelmUpdateChartConfig } from "../../model/kinds/steps/helm-update-chart.gen.ts";
import { updateDependencies } from "../files/helm-dependencies.ts";
import { withScratch } from "../files/run-program.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/helm_chart_updater.go. */
export const helmUpdateChart: StepRunner<HelmUpdateChartConfig> = {
  uses: "helm-update-chart",
  run: (context, { path, charts = [] }) =>
    withScratch(async (scratch) => {
      const changes = await updateDependencies({ context, scratch }, path, charts);
      if (changes.size === 0) return { status: "Succeeded" };
      // Kargo's order is that of a Go map: another each time.
      const lines = [...changes].map(([name, change]) => `\n- ${name}: ${change || "removed"}`);
      return {
        status: "Succeeded",
        output: { commitMessage: `Updated chart dependencies for ${path}\n${lines.join("")}` },
      };
    }),
};
