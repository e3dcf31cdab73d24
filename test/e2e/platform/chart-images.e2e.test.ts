import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { charts } from "../../../model/platform/charts.ts";
import { imagesOf } from "../../../model/platform/images.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import type { Platform } from "../../../model/platform/platform.ts";
import { preset, presets } from "../../model/platform/presets.ts";
import { packCharts } from "./charts-folder.ts";

let folder: string;
let helm: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-images-"));
  helm = await packCharts(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Images that a chart's objects name: of containers, and cert-manager's solver, which its controller starts by itself. */
async function named(part: "kargo" | "certManager", platform: Platform): Promise<readonly string[]> {
  const { name, version, namespace } = charts[part];
  const values = join(folder, `${part}.json`);
  writeFileSync(values, JSON.stringify(partValues(part, platform)));
  const chart = join(folder, `${name}-${version}.tgz`);
  // helm's build from its module knows no newer Kubernetes than 1.20.
  const args = ["template", name, chart, "--namespace", namespace, "--values", values, "--kube-version", "1.36.1"];
  const { stdout } = await promisify(execFile)(helm, args, {
    maxBuffer: 64 * 1024 * 1024,
    env: { HOME: folder, PATH: "/usr/bin:/bin", HTTPS_PROXY: "http://127.0.0.1:1" },
  });
  const found = stdout.matchAll(/^\s*(?:- )?image: "?([^"\s]+)"?$|--acme-http01-solver-image=([^"\s]+)/gm);
  return [...new Set([...found].map(([, image, solver]) => image ?? solver ?? ""))].sort();
}

const rows = (["kargo", "certManager"] as const).flatMap((part) =>
  Object.keys(presets).map((name) => [part, name] as const),
);

test.each(rows)("slipway images lists what the chart of %s runs, and nothing else (%s)", async (part, name) => {
  const { parts, ...rest } = preset(name);
  const platform = { ...rest, parts: { ...parts, [part]: { ...parts[part], install: true } } };
  const listed = imagesOf(platform).filter((image) => image.part === part);
  expect(await named(part, platform)).toEqual(listed.map(({ repository, tag }) => `${repository}:${tag}`).sort());
});
