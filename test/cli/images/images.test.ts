import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { images } from "../../../cli/commands/images.ts";
import { Context } from "../../../cli/context.ts";
import { UserError } from "../../../model/problem.ts";
import { silent } from "../../../progress/progress.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-images-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints. */
async function printed(config: string, ...args: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "Pulumi.platform.yaml");
  writeFileSync(file, config);
  const lines: string[] = [];
  const progress = { ...silent, note: (text: string) => void lines.push(text) };
  const context = new Context(["--config", file, ...args], progress, new AbortController().signal);
  expect(await images(context)).toBe(0);
  return lines.join("\n");
}

const platform = (json: object) => JSON.stringify({ config: { "slipway:role": "platform", "slipway:platform": json } });

test("what is fetched is named from where it is fetched, mirrors and parts left out included", async () => {
  const airGapped = {
    cluster: { type: "existing" },
    airGap: { registry: "registry.example.com", charts: "charts" },
    parts: { certManager: { install: false }, argoRollouts: { install: false }, argocd: { install: false } },
  };
  expect(await printed(platform(airGapped))).toBe(
    [
      "charts",
      "  charts/kargo-1.11.2.tgz",
      "images",
      "  registry.example.com/akuity/kargo:v1.11.2",
      "left out",
      "  cert-manager: parts.certManager.install is false: somebody else installs it",
      "  Argo Rollouts: parts.argoRollouts.install is false: somebody else installs it",
      "  Argo CD: parts.argocd.install is false: somebody else installs it",
    ].join("\n"),
  );
  expect(JSON.parse(await printed(platform(airGapped), "--json"))).toEqual({
    version: 1,
    charts: ["charts/kargo-1.11.2.tgz"],
    images: ["registry.example.com/akuity/kargo:v1.11.2"],
    namedByCharts: [],
    leftOut: ["certManager", "argoRollouts", "argocd"].map((part) => ({
      part,
      why: `parts.${part}.install is false: somebody else installs it`,
    })),
    unclear: [],
  });
});

test("what is taken over pulls the images that it pulls already, and its chart where it is upgraded", async () => {
  const takenOver = {
    cluster: { type: "existing" },
    parts: {
      certManager: { takeOver: { installedBy: "helm" } },
      argoRollouts: { takeOver: { installedBy: "helm", version: "2.40.9" } },
      argocd: { takeOver: { installedBy: "kubectl" } },
    },
  };
  expect(await printed(platform(takenOver))).toBe(
    [
      "charts",
      "  https://argoproj.github.io/argo-helm/argo-rollouts 2.40.9",
      "  oci://ghcr.io/akuity/kargo-charts/kargo 1.11.2",
      "images",
      "  ghcr.io/akuity/kargo:v1.11.2",
      "left out",
      "  cert-manager: taken over from helm: its release's values name the images, and its chart is fetched in the version it has",
      "  Argo Rollouts: taken over from helm: its release's values name the images",
      "  Argo CD: taken over from kubectl: the manifests that it applied name the images",
    ].join("\n"),
  );
});

test("of a chart in another version an image is listed in that version, or with where the chart names it", async () => {
  const upgraded = {
    cluster: { type: "existing" },
    airGap: { registry: "registry.example.com/mirror/", charts: "oci://registry.example.com/charts" },
    parts: { certManager: { install: false }, argocd: { version: "10.2.0" }, kargo: { version: "1.12.0" } },
  };
  expect(await printed(platform(upgraded))).toBe(
    [
      "charts",
      "  oci://registry.example.com/charts/argo-rollouts 2.41.0",
      "  oci://registry.example.com/charts/argo-cd 10.2.0",
      "  oci://registry.example.com/charts/kargo 1.12.0",
      "images",
      "  registry.example.com/mirror/argoproj/argo-rollouts:v1.9.0",
      "  registry.example.com/mirror/akuity/kargo:v1.12.0",
      "  registry.example.com/mirror/argoproj/argocd: as chart argo-cd 10.2.0 names it (its appVersion)",
      "  registry.example.com/mirror/docker/library/redis: as chart argo-cd 10.2.0 names it (redis.image.tag of its values)",
      "left out",
      "  cert-manager: parts.certManager.install is false: somebody else installs it",
    ].join("\n"),
  );
  const { images, namedByCharts } = JSON.parse(await printed(platform(upgraded), "--json"));
  expect(images).toEqual([
    "registry.example.com/mirror/argoproj/argo-rollouts:v1.9.0",
    "registry.example.com/mirror/akuity/kargo:v1.12.0",
  ]);
  expect(namedByCharts).toEqual([
    { repository: "registry.example.com/mirror/argoproj/argocd", chart: "argo-cd 10.2.0", tag: "appVersion" },
    { repository: "registry.example.com/mirror/docker/library/redis", chart: "argo-cd 10.2.0", tag: "redis.image.tag" },
  ]);
});

test("images that values name are listed from the mirror, and what can't be judged is named", async () => {
  const own = {
    cluster: { type: "existing" },
    airGap: { registry: "registry.example.com/mirror/", charts: "oci://registry.example.com/charts/" },
    parts: {
      ...Object.fromEntries(["certManager", "argoRollouts", "argocd"].map((part) => [part, { install: false }])),
      kargo: {
        values: {
          image: { repository: "ghcr.io/acme/kargo", tag: "v1.11.2-acme" },
          api: { oidc: { enabled: true, dex: { enabled: true } } },
          extraObjects: ["image: busybox"],
        },
      },
    },
  };
  const lines = (await printed(platform(own))).split("\n");
  expect([...lines.slice(0, 5), ...lines.slice(-2)]).toEqual([
    "charts",
    "  oci://registry.example.com/charts/kargo 1.11.2",
    "images",
    "  registry.example.com/mirror/acme/kargo:v1.11.2-acme",
    "  registry.example.com/mirror/dexidp/dex:v2.44.0",
    "to be looked at",
    "  parts.kargo.values.extraObjects[0]: a text that seems to name an image",
  ]);
  expect(JSON.parse(await printed(platform(own), "--json")).unclear).toEqual([
    { path: "parts.kargo.values.extraObjects[0]", why: "a text that seems to name an image" },
  ]);
});

test("where everything is installed nothing is left out", async () => {
  expect(await printed(platform({ cluster: { type: "existing" } }))).not.toContain("left out");
  expect(JSON.parse(await printed(platform({ cluster: { type: "existing" } }), "--json")).leftOut).toEqual([]);
});

test("a wrong setting is told, and so is a stack of another role", async () => {
  await expect(printed(platform({ size: "huge" }))).rejects.toThrow(
    /platform\.size: the value is not among those allowed/,
  );
  await expect(printed(JSON.stringify({ config: { "slipway:role": "delivery" } }))).rejects.toThrow(UserError);
});
