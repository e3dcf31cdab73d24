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
  const tools = testTools();
  const helm = await tools.get("helm");
  for (const part of ["kargo", "certManager"] as const) {
    const { version, appVersion } = charts[part];
    const chart = await tools.data(part === "kargo" ? "kargo-chart" : "cert-manager-chart");
    const app = part === "kargo" ? `v${appVersion}` : version;
    await promisify(execFile)(
      helm,
      ["package", chart, "--version", version, "--app-version", app, "--destination", folder],
      {
        env: { HOME: folder, PATH: "/usr/bin:/bin" },
      },
    );
  }
  return helm;
}
