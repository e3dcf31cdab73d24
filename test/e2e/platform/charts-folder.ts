import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { charts } from "../../../model/platform/charts.ts";
import { testTools } from "../../support/tools.ts";

/**
 * Packs the charts that come in Go modules as `helm pull` would leave them: Kargo's and cert-manager's. In their modules
 * they have no version yet.
 *
 * @returns helm
 */
export async function packCharts(folder: string): Promise<string> {
  const helm = await testTools().get("helm");
  for (const part of ["kargo", "certManager"] as const) await packChart(helm, part, charts[part].version, folder);
  return helm;
}

/** Packs one of them as the chart of a version, which installs the images of that version. */
export async function packChart(
  helm: string,
  part: "kargo" | "certManager",
  version: string,
  folder: string,
): Promise<void> {
  const chart = await testTools().data(part === "kargo" ? "kargo-chart" : "cert-manager-chart");
  const app = part === "kargo" ? `v${version}` : version;
  const args = ["package", chart, "--version", version, "--app-version", app, "--destination", folder];
  await promisify(execFile)(helm, args, { env: { HOME: folder, PATH: "/usr/bin:/bin" } });
}
