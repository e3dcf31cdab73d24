import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Chart, charts } from "../../../model/platform/charts.ts";
import { testTools } from "../../support/tools.ts";

/** Folder with the charts of Argo CD and Argo Rollouts as `helm pull` leaves them; no package registry has them. */
const given = process.env.SLIPWAY_TEST_CHARTS;

/** True where Argo CD and Argo Rollouts are installed by their own charts. */
export const hasOwnCharts = given !== undefined;

/**
 * Puts charts of Argo CD and Argo Rollouts into a folder, under the names that Slipway looks for: their own out of
 * `SLIPWAY_TEST_CHARTS`, else ones that hold the manifests of their Go modules as they are. Those take no values.
 */
export async function packArgoCharts(folder: string, helm: string): Promise<void> {
  const tools = testTools();
  const [install, rolloutsCrds, rolloutsRights] = await Promise.all([
    tools.data("argocd-install"),
    tools.data("rollouts-crds"),
    tools.data("rollouts-rights"),
  ]);
  const manifests = { argocd: [install], argoRollouts: [...yamlIn(rolloutsCrds), ...yamlIn(rolloutsRights)] };
  for (const [part, files] of Object.entries(manifests)) {
    const chart = charts[part as keyof typeof manifests];
    const packed = `${chart.name}-${chart.version}.tgz`;
    if (given !== undefined && existsSync(join(given, packed))) copyFileSync(join(given, packed), join(folder, packed));
    else await pack(folder, helm, chart, files);
  }
}

async function pack(folder: string, helm: string, chart: Chart, files: readonly string[]): Promise<void> {
  const source = join(folder, chart.name);
  mkdirSync(join(source, "templates"), { recursive: true });
  const { name, version, appVersion } = chart;
  writeFileSync(join(source, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name, version, appVersion }));
  writeFileSync(join(source, "all.yaml"), files.map((file) => readFileSync(file, "utf8")).join("\n---\n"));
  // Read as a file: templates of ApplicationSets are in the CRDs' descriptions.
  writeFileSync(join(source, "templates", "all.yaml"), '{{ .Files.Get "all.yaml" }}\n');
  await promisify(execFile)(helm, ["package", source, "--destination", folder], {
    env: { HOME: folder, PATH: "/usr/bin:/bin" },
  });
  rmSync(source, { recursive: true });
}

function yamlIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml")
    .sort()
    .map((name) => join(folder, name));
}
