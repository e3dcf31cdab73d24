import { expr, text } from "../../definition/expression.ts";
import { step } from "../../steps/step.ts";
import type { Value } from "../../steps/value.ts";
import { sourceNamed } from "../resolver.ts";
import { cloneBranch, cloneForRendering, finish, rendered, source } from "./git.ts";
import type { PromotionInput } from "./input.ts";
import { type Promotion, renderedSource } from "./promotion.ts";

interface RenderedHelm {
  readonly chart: string;
  readonly valuesFiles: readonly string[];
  readonly values: Readonly<Record<string, Value>>;
  readonly releaseName: string;
  readonly buildDependencies: boolean;
}

/** A chart rendered into the Stage's branch. */
export function renderedHelm(input: PromotionInput, options: RenderedHelm): Promotion {
  const { chart, valuesFiles, values, releaseName, buildDependencies } = options;
  const setValues = Object.entries(values).map(([key, value]) => ({ key, value }));
  return {
    steps: [
      cloneForRendering(input),
      step("git-clear", { path: rendered }),
      step("helm-template", {
        path: `${source}/${chart}`,
        outPath: rendered,
        releaseName,
        // the namespace the Application deploys to
        ...(input.application && { namespace: input.application.name }),
        valuesFiles: valuesFiles.map((file) => `${source}/${file}`),
        ...(setValues.length > 0 && { setValues }),
        ...(buildDependencies && { buildDependencies }),
        // Argo CD reads a folder's own files, not those of folders in it
        outLayout: "flat",
      }),
      ...finish(input, { path: rendered, branch: input.branch, facts: [] }),
    ],
    source: renderedSource(input),
    overlay: chart,
  };
}

interface HelmValues {
  readonly branch: string;
  readonly chart: string;
  readonly valuesFile: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** Values written into a file on a branch; Argo CD renders the chart with it. */
export function helmValues(input: PromotionInput, { branch, chart, valuesFile, values }: HelmValues): Promotion {
  return {
    steps: [
      cloneBranch(input, branch),
      step("yaml-update", {
        path: `${source}/${valuesFile}`,
        updates: Object.entries(values).map(([key, value]) => ({ key, value })),
      }),
      ...finish(input, { path: source, branch, facts: [] }),
    ],
    // from the repository's root: a values file may stand outside the chart
    source: { path: chart, targetRevision: `refs/heads/${branch}`, helm: { valueFiles: [`/${valuesFile}`] } },
    overlay: valuesFile,
  };
}

interface Dependencies {
  readonly branch: string;
  readonly chart: string;
  readonly charts: readonly string[];
}

/** The Freight's chart versions written into Chart.yaml on a branch. */
export function helmChartDependency(input: PromotionInput, { branch, chart, charts }: Dependencies): Promotion {
  const dependencies = charts.map((name) => ({ name, found: sourceNamed(input.resolver, name, "chart") }));
  return {
    steps: [
      cloneBranch(input, branch),
      step("helm-update-chart", {
        path: `${source}/${chart}`,
        charts: dependencies.map(({ name, found }) => ({
          ...dependencyOf(found?.url ?? "", found?.subscription),
          version: expr.chart(name).Version,
        })),
      }),
      ...finish(input, {
        path: source,
        branch,
        facts: dependencies.map(({ name, found }) => text`Chart: ${found?.url ?? ""} ${expr.chart(name).Version}`),
      }),
    ],
    source: { path: chart, targetRevision: `refs/heads/${branch}` },
    overlay: chart,
  };
}

/** How Chart.yaml names a chart: one in an OCI registry is its folder there and its own name. */
function dependencyOf(url: string, subscription: unknown): { repository: string; name: string } {
  const name = (subscription as { readonly name?: string } | undefined)?.name;
  if (name !== undefined) return { repository: url, name };
  const slash = url.lastIndexOf("/");
  return { repository: url.slice(0, slash), name: url.slice(slash + 1) };
}
