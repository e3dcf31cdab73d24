import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { charts, type Part } from "../../../model/platform/charts.ts";
import { referenceOf } from "../../../model/platform/image-reference.ts";
import { imagesOf } from "../../../model/platform/images.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { preset, presets } from "../../model/platform/presets.ts";
import { packCharts } from "./charts-folder.ts";

/** A folder with the charts of Argo CD and Argo Rollouts, as `helm pull` leaves them. */
const given = process.env.SLIPWAY_TEST_CHARTS;

let folder: string;
let helm: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-images-"));
  helm = await packCharts(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Images that a chart's objects name: of containers, and cert-manager's solver, which its controller starts by itself. */
async function named(part: Part, platform: Platform): Promise<readonly string[]> {
  const { name, version, namespace } = charts[part];
  const values = join(folder, `${part}.json`);
  writeFileSync(values, JSON.stringify(partValues(part, platform)));
  const isPacked = part === "kargo" || part === "certManager";
  const chart = join(isPacked ? folder : (given ?? folder), `${name}-${version}.tgz`);
  // helm's build from its module knows no newer Kubernetes than 1.20.
  const args = ["template", name, chart, "--namespace", namespace, "--values", values, "--kube-version", "1.36.1"];
  const { stdout } = await promisify(execFile)(helm, [...args, "--skip-tests"], {
    maxBuffer: 64 * 1024 * 1024,
    env: { HOME: folder, PATH: "/usr/bin:/bin", HTTPS_PROXY: "http://127.0.0.1:1" },
  });
  const found = stdout.matchAll(/^\s*(?:- )?image: "?([^"\s]+)"?$|--acme-http01-solver-image=([^"\s]+)/gm);
  return [...new Set([...found].map(([, image, solver]) => image ?? solver ?? ""))].sort();
}

const listed = (part: Part, platform: Platform) =>
  imagesOf(platform)
    .filter((image) => image.part === part)
    .map(referenceOf)
    .sort();

const rows = (["kargo", "certManager"] as const).flatMap((part) =>
  Object.keys(presets).map((name) => [part, name] as const),
);

test.each(rows)("slipway images lists what the chart of %s runs, and nothing else (%s)", async (part, name) => {
  const { parts, ...rest } = preset(name);
  const platform = { ...rest, parts: { ...parts, [part]: { ...parts[part], install: true } } };
  expect(await named(part, platform)).toEqual(listed(part, platform));
});

const container = (image: string) => [{ name: "more", image }];
const pod = (image: string) => ({
  ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "more" } },
  spec: { containers: container(image) },
});
const withDex = { oidc: { enabled: true, issuerURL: "https://login.example.com", dex: { enabled: true } } };

/** What people put into `values`: images of their own, and what makes a chart run more of them. */
const overrides: Readonly<Record<Part, readonly object[]>> = {
  kargo: [
    { image: { repository: "ghcr.io/acme/kargo", tag: "v1.11.2-acme" } },
    { image: { repository: "acme/kargo", tag: "v1@sha256:0123" }, api: { cabundle: { configMapName: "ca" } } },
    { image: { repository: "registry.example.com:5000/mirror/other/kargo" } },
    { api: { ...withDex, containers: container("busybox:1.38") } },
    {
      api: { oidc: { ...withDex.oidc, dex: { enabled: true, image: { repository: "quay.io/acme/dex", tag: "v2" } } } },
    },
    { controller: { initContainers: container("ghcr.io/acme/tools@sha256:0123") }, extraObjects: [pod("acme/pod:v1")] },
    { api: { enabled: false }, webhooksServer: { enabled: false }, garbageCollector: { enabled: false } },
  ],
  certManager: [
    { image: { repository: "ghcr.io/acme/controller", tag: "v1" }, webhook: { image: { tag: "v2" } } },
    { imageRegistry: "ghcr.io", imageNamespace: "acme", cainjector: { image: { name: "other" } } },
    { imageRegistry: "", acmesolver: { image: { digest: "sha256:0123" } } },
    { image: { registry: "proxy.example.com" }, startupapicheck: { enabled: false } },
    { extraContainers: container("busybox:1.38"), cainjector: { enabled: false } },
  ],
  argocd: [
    { global: { image: { repository: "ghcr.io/acme/argocd", tag: "v3.4.4-acme" } }, notifications: { enabled: true } },
    { repoServer: { image: { repository: "acme/repo-server", tag: "v1" } }, commitServer: { enabled: true } },
    { dex: { enabled: true, initImage: { tag: "v1" }, image: { repository: "quay.io/acme/dex" } } },
    { redis: { image: { repository: "redis", tag: "8.4.0" }, exporter: { enabled: true } } },
    { redis: { enabled: false }, externalRedis: { host: "redis.example.com" }, redisSecretInit: { enabled: true } },
    { server: { extensions: { enabled: true, extensionList: [{ name: "a", env: [] }] } } },
    { server: { extraContainers: container("acme/proxy:v1") }, extraObjects: [pod("acme/pod:v1")] },
    {
      redis: { enabled: false },
      "redis-ha": {
        ...{ enabled: true, exporter: { enabled: true }, sysctlImage: { enabled: true, registry: "ghcr.io/acme" } },
        haproxy: { image: { repository: "acme/haproxy", tag: "3.4" } },
      },
    },
  ],
  argoRollouts: [
    { controller: { image: { registry: "ghcr.io", repository: "acme/rollouts", tag: "v1" } } },
    { controller: { image: { registry: "ghcr.io" } }, dashboard: { enabled: true } },
    { dashboard: { enabled: true, image: { repository: "acme/dashboard" } } },
    { controller: { initContainers: container("busybox:1.38") } },
  ],
};

const registry = "registry.example.com:5000/mirror";

describe.each(["kargo", "certManager", "argocd", "argoRollouts"] as const)("with values of one's own %s", (part) => {
  const isHere = part === "kargo" || part === "certManager" || given !== undefined;

  test.skipIf(!isHere).each(overrides[part])(
    "runs what slipway images lists, all of it from the mirror: %j",
    async (values) => {
      const { platform: plain } = platformOf({ cluster: { type: "existing" }, parts: { [part]: { values } } });
      const { platform: mirrored } = platformOf({
        ...{ cluster: { type: "existing" }, airGap: { registry }, parts: { [part]: { values } } },
      });
      if (plain === undefined || mirrored === undefined) throw new Error("no platform");
      const [asGiven, below] = [await named(part, plain), await named(part, mirrored)];
      expect(asGiven.length).toBeGreaterThan(0);
      expect(asGiven.filter((image) => !listed(part, plain).includes(image))).toEqual([]);
      expect(below.filter((image) => !listed(part, mirrored).includes(image))).toEqual([]);
      expect(below.filter((image) => !image.startsWith(`${registry}/`))).toEqual([]);
      expect(below).toHaveLength(asGiven.length);
    },
  );
});
