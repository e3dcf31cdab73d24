import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { HelmTemplateConfig } from "../../model/kinds/steps/helm-template.gen.ts";
import { copyTree } from "../files/copy-tree.ts";
import { fileErrorCode, fileProblem } from "../files/file-problem.ts";
import { type HelmPlace, runHelm } from "../files/helm.ts";
import { buildDependencies } from "../files/helm-dependencies.ts";
import { checkLinks } from "../files/links-inside.ts";
import { withScratch } from "../files/run-program.ts";
import { writeRendered } from "../files/write-rendered.ts";
import { chartFiles } from "../formats/chart-files.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** What Helm's library answers as Kubernetes' version, unless its build said otherwise: Kargo's doesn't. */
const defaultKubeVersion = "v1.20.0";

/**
 * Renders a chart with the helm program, without a cluster.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/helm_template_runner.go.
 */
export const helmTemplate: StepRunner<HelmTemplateConfig> = {
  uses: "helm-template",
  run: (context, config) =>
    withScratch(async (scratch) => {
      const { workDir } = context;
      const place = { context, scratch };
      const values = await valueArguments(workDir, config);
      if (config.buildDependencies) {
        await attempt("failed to build chart dependencies", workDir, () => buildDependencies(place, config.path));
      }
      const chart = await attempt(`failed to load chart from ${goQuoted(config.path)}`, workDir, () =>
        findChart(workDir, config.path),
      );
      const outPath = await pathBelow(workDir, config.outPath);
      if (!isFile(config.outPath) && config.outLayout !== "flat") {
        await render(place, config, [...values, "--output-dir", join(scratch, "out")], chart);
        await attempt("failed to write rendered chart", workDir, () =>
          takeOver(workDir, join(scratch, "out"), outPath),
        );
        return { status: "Succeeded" };
      }
      const text = await render(place, config, values, chart);
      await attempt("failed to write rendered chart", workDir, async () => {
        if (isFile(config.outPath)) return writeRendered(workDir, new Map([[outPath, text]]));
        const files = [...chartFiles(text)].map(([name, manifest]) => [join(outPath, name), manifest] as const);
        await writeRendered(workDir, new Map(files), outPath);
      });
      return { status: "Succeeded" };
    }),
};

const isFile = (outPath: string) => [".yaml", ".yml"].includes(extname(outPath));

async function render(
  place: HelmPlace,
  config: HelmTemplateConfig,
  more: readonly string[],
  chart: string,
): Promise<string> {
  const args = [
    ...["template", "--namespace", config.namespace || place.context.project],
    ...["--kube-version", config.kubeVersion || defaultKubeVersion],
    ...(config.apiVersions ?? []).flatMap((version) => ["--api-versions", listed(version)]),
    ...(config.includeCRDs ? ["--include-crds"] : []),
    ...(config.disableHooks ? ["--no-hooks"] : []),
    ...(config.skipTests ? ["--skip-tests"] : []),
    ...(config.useReleaseName ? ["--release-name"] : []),
    ...more,
    // What begins with a dash from here on is no option: the name may come out of a file of the repository.
    ...["--", config.releaseName || "release-name", chart],
  ];
  try {
    return (await runHelm(place, args)).stdout;
  } catch (error) {
    throw new Error(explained((error as Error).message, config), { cause: error });
  }
}

/** Helm's program and Kargo say the same of one failure in other words around it. */
function explained(said: string, { path, kubeVersion }: HelmTemplateConfig): string {
  const missing = /You may need to run `helm dependency build` to fetch missing dependencies: (.*)$/s.exec(said);
  if (missing) return `missing chart dependencies: ${missing[1]}`;
  if (/^invalid kube version /.test(said)) {
    return `failed to initialize Helm action config: failed to parse Kubernetes version ${goQuoted(kubeVersion ?? "")}: ${said.replace(/^invalid kube version '[^']*': /, "")}`;
  }
  if (/^(Chart\.yaml file is missing|validation: |cannot load |file '.*' does not appear to be a)/.test(said)) {
    return `failed to load chart from ${goQuoted(path)}: ${said}`;
  }
  if (/^(failed to parse |failed parsing |open |error converting YAML|key )/.test(said)) {
    return `failed to compose values: ${said}`;
  }
  return `failed to render chart: ${said}`;
}

async function valueArguments(workDir: string, config: HelmTemplateConfig): Promise<string[]> {
  const args: string[] = [];
  for (const path of config.valuesFiles ?? []) {
    const file = await pathBelow(workDir, path);
    try {
      await stat(file);
    } catch (error) {
      if (fileErrorCode(error) === "ENOENT" && config.ignoreMissingValueFiles) continue;
      const reason = fileProblem(workDir, error).replace(/^stat /, "open ");
      throw new Error(`failed to compose values: ${reason}`, { cause: error });
    }
    args.push("--values", listed(file));
  }
  for (const { key, value, literal } of config.setValues ?? []) {
    args.push(literal ? "--set-literal" : "--set", `${key}=${value}`);
  }
  return args;
}

/** The option takes several, separated by commas in the manner of CSV. */
function listed(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

async function findChart(workDir: string, path: string): Promise<string> {
  const chart = await pathBelow(workDir, path);
  const info = await stat(chart);
  // Helm follows links when it loads a chart; Kargo lets it, in its own container.
  if (info.isDirectory()) await checkLinks(workDir, chart);
  return chart;
}

/** Helm wrote into a folder of its own: what stands in the work folder may hold links that lead out of it. */
async function takeOver(workDir: string, from: string, to: string): Promise<void> {
  try {
    await stat(from);
  } catch {
    return;
  }
  await copyTree(from, to, { workDir, skip: () => false });
}

async function attempt<T>(what: string, workDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${what}: ${fileProblem(workDir, error)}`, { cause: error });
  }
}
