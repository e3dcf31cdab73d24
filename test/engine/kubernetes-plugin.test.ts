import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findKubernetesPlugin } from "../../engine/kubernetes-plugin.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-plugin-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function plugin(where: string, version: string): string {
  const at = join(folder, where);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "pulumi-resource-kubernetes"), `#!/bin/sh\necho ${version}\n`);
  chmodSync(join(at, "pulumi-resource-kubernetes"), 0o755);
  return at;
}

const find = (path: string) =>
  findKubernetesPlugin({ standIn: "/stand-in", path, pulumiPlugins: join(folder, "plugins") });

test("the real plugin on PATH is used when its version is the pinned one", async () => {
  const at = plugin("bin", "v4.34.2");
  expect(await find(`/nowhere:${at}`)).toEqual({
    kind: "real",
    folder: at,
    note: `Kubernetes provider: pulumi-kubernetes 4.34.2 from PATH (${at})`,
  });
});

test("another version on PATH is passed over for Pulumi's own plugin folder", async () => {
  const other = plugin("bin", "4.20.0");
  const at = plugin("plugins/resource-kubernetes-v4.34.2", "irrelevant");
  expect(await find(other)).toEqual({
    kind: "real",
    folder: at,
    note: `Kubernetes provider: pulumi-kubernetes 4.34.2 from ${at}`,
  });
});

test("a plugin whose download was cut off isn't used, and the stand-in is named as such", async () => {
  const at = plugin("plugins/resource-kubernetes-v4.34.2", "irrelevant");
  writeFileSync(`${at}.partial`, "");
  expect(await find("")).toEqual({
    kind: "stand-in",
    folder: "/stand-in",
    note: "Kubernetes provider: Slipway's stand-in, since pulumi-kubernetes 4.34.2 can't be had here; it serves the kinds Slipway registers",
  });
});
