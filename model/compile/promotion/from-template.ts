import { ofStage, type ResolvedTemplate } from "../../definition/resolved-template.ts";
import type { StepConfigs } from "../../kinds/steps.gen.ts";
import { step } from "../../steps/step.ts";
import { configurationOnly, yamlFields } from "./files.ts";
import { helmChartDependency, helmValues, renderedHelm } from "./helm.ts";
import type { PromotionInput } from "./input.ts";
import { kustomizeImage, renderedKustomize } from "./kustomize.ts";
import { type Promotion, renderedSource } from "./promotion.ts";

/** What a checked pipeline's template comes to for one Stage. */
export function fromTemplate(template: ResolvedTemplate, input: PromotionInput): Promotion {
  const { stage } = input;
  const branch = ("branch" in template ? template.branch : undefined) ?? "main";
  switch (template.kind) {
    case "renderedKustomize":
      return renderedKustomize(input, { ...template, overlay: template.overlays[stage] ?? "" });
    case "kustomizeImage":
      return kustomizeImage(input, { ...template, branch, folder: ofStage(template.folder, stage) as string });
    case "renderedHelm":
      return renderedHelm(input, {
        chart: template.chart,
        valuesFiles: ofStage(template.valuesFiles, stage) as readonly string[],
        values: template.values ?? {},
        releaseName: template.releaseName ?? input.app,
        buildDependencies: template.buildDependencies ?? false,
      });
    case "helmValues":
      return helmValues(input, { ...template, branch, valuesFile: ofStage(template.valuesFile, stage) as string });
    case "helmChartDependency":
      return helmChartDependency(input, { ...template, branch, chart: ofStage(template.chart, stage) as string });
    case "yamlFields":
      return yamlFields(input, {
        ...template,
        branch,
        file: ofStage(template.file, stage) as string,
        folder: ofStage(template.folder, stage) as string,
      });
    case "configurationOnly":
      return configurationOnly(input, {
        folder: ofStage(template.folder, stage) as string,
        render: template.render ?? "kustomize",
      });
    case "steps":
      return {
        steps: ofStage(template.steps, stage) as Promotion["steps"],
        source: (ofStage(template.source, stage) as Promotion["source"] | undefined) ?? renderedSource(input),
      };
  }
}

/** A join Stage only lets Freight soak; Kargo wants a step of a Stage that Freight is promoted into, and this one does nothing. */
export const joinSteps: Promotion["steps"] = [
  step("compose-output", { joined: true } as StepConfigs["compose-output"]),
];
