import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { partValues } from "../../model/platform/part-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { type RenderedChart, splitChart, type WebhooksServer } from "../../sandbox/kargo/official/chart.ts";
import { testTools } from "./tools.ts";

/**
 * Kargo's own chart with the values that Slipway installs it with.
 *
 * @param server where its webhooks lead. Default: nowhere
 */
export async function kargoChart(
  platform: Platform,
  server: WebhooksServer = { url: "https://127.0.0.1:1", certificateAuthority: "" },
): Promise<RenderedChart> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-kargo-chart-"));
  try {
    const tools = testTools();
    const [helm, chart] = await Promise.all([tools.get("helm"), tools.data("kargo-chart")]);
    const values = join(folder, "values.json");
    writeFileSync(values, JSON.stringify(partValues("kargo", platform)));
    const { stdout } = await promisify(execFile)(
      helm,
      ["template", "kargo", chart, "--namespace", "kargo", "--values", values, "--api-versions", "cert-manager.io/v1"],
      { maxBuffer: 64 * 1024 * 1024, env: { HOME: folder, PATH: "/usr/bin:/bin" } },
    );
    return splitChart(stdout, server);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
