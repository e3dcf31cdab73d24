import { describe, expect, test } from "vitest";
import { chartImages } from "../../../model/platform/chart-images.ts";
import type { Part } from "../../../model/platform/charts.ts";
import { referenceOf } from "../../../model/platform/image-reference.ts";
import { imagesOf } from "../../../model/platform/images.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { recordedKeys } from "./recorded-keys.ts";

function platform(given: object): Platform {
  const { platform, problems } = platformOf({ cluster: { type: "existing" }, ...given });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return platform;
}

const withValues = (part: Part, values: object, more: object = {}) =>
  platform({ ...more, parts: { [part]: { values } } });
const listed = (part: Part, of: Platform) =>
  imagesOf(of)
    .filter((image) => image.part === part)
    .map(referenceOf);

const mirror = "registry.example.com/mirror";

/** What the values ask for, and what is listed with and without a mirror. */
const rows: readonly (readonly [Part, object, plain: readonly string[], mirrored: readonly string[]])[] = [
  [
    ...(["kargo", { image: { repository: "ghcr.io/acme/kargo", tag: "v1.11.2-acme" } }] as const),
    ["ghcr.io/acme/kargo:v1.11.2-acme"],
    [`${mirror}/acme/kargo:v1.11.2-acme`],
  ],
  [
    ...(["kargo", { image: { repository: `${mirror}/elsewhere/kargo` } }] as const),
    [`${mirror}/elsewhere/kargo:v1.11.2`],
    [`${mirror}/elsewhere/kargo:v1.11.2`],
  ],
  [
    ...(["kargo", { api: { oidc: { enabled: true, dex: { enabled: true } } } }] as const),
    ["ghcr.io/akuity/kargo:v1.11.2", "ghcr.io/dexidp/dex:v2.44.0"],
    [`${mirror}/akuity/kargo:v1.11.2`, `${mirror}/dexidp/dex:v2.44.0`],
  ],
  [
    "kargo",
    {
      api: { initContainers: [{ name: "a", image: "busybox:1.38" }] },
      extraObjects: [{ kind: "Job", spec: { template: { spec: { containers: [{ image: "acme/job" }] } } } }],
    },
    ["ghcr.io/akuity/kargo:v1.11.2", "busybox:1.38", "acme/job:latest"],
    [`${mirror}/akuity/kargo:v1.11.2`, `${mirror}/library/busybox:1.38`, `${mirror}/acme/job:latest`],
  ],
  [
    "argocd",
    { global: { image: { repository: "ghcr.io/acme/argocd" } }, server: { image: { tag: "v3.4.4-ui" } } },
    [
      "ghcr.io/acme/argocd:v3.4.4",
      "ghcr.io/acme/argocd:v3.4.4-ui",
      "ecr-public.aws.com/docker/library/redis:8.2.3-alpine",
    ],
    [`${mirror}/acme/argocd:v3.4.4`, `${mirror}/acme/argocd:v3.4.4-ui`, `${mirror}/docker/library/redis:8.2.3-alpine`],
  ],
  [
    "argocd",
    {
      ...{ dex: { enabled: true }, redis: { image: { repository: "docker.io/redis", tag: "8.4.0" } } },
      ...{
        server: { extensions: { enabled: true } },
        repoServer: { image: { repository: "ghcr.io/acme/repo-server" } },
      },
    },
    [
      ...["quay.io/argoproj/argocd:v3.4.4", "ghcr.io/acme/repo-server:v3.4.4", "docker.io/redis:8.4.0"],
      ...["ghcr.io/dexidp/dex:v2.45.1", "quay.io/argoprojlabs/argocd-extension-installer:v1.0.1"],
    ],
    [
      ...[`${mirror}/argoproj/argocd:v3.4.4`, `${mirror}/acme/repo-server:v3.4.4`, `${mirror}/library/redis:8.4.0`],
      ...[`${mirror}/dexidp/dex:v2.45.1`, `${mirror}/argoprojlabs/argocd-extension-installer:v1.0.1`],
    ],
  ],
  [
    "argocd",
    {
      redis: { enabled: false },
      "redis-ha": {
        ...{ enabled: true, exporter: { enabled: true }, haproxy: { enabled: false } },
        sysctlImage: { enabled: true, registry: "ghcr.io" },
      },
    },
    [
      ...["quay.io/argoproj/argocd:v3.4.4", "ecr-public.aws.com/docker/library/redis:8.2.3-alpine"],
      ...["ghcr.io/oliver006/redis_exporter:v1.75.0", "ghcr.io/busybox:1.38.0"],
    ],
    [
      ...[`${mirror}/argoproj/argocd:v3.4.4`, `${mirror}/docker/library/redis:8.2.3-alpine`],
      ...[`${mirror}/oliver006/redis_exporter:v1.75.0`, `${mirror}/busybox:1.38.0`],
    ],
  ],
  [
    "argoRollouts",
    { controller: { image: { registry: "ghcr.io", tag: "v1.9.1" } }, dashboard: { enabled: true } },
    ["ghcr.io/argoproj/argo-rollouts:v1.9.1", "quay.io/argoproj/kubectl-argo-rollouts:v1.9.0"],
    [`${mirror}/argoproj/argo-rollouts:v1.9.1`, `${mirror}/argoproj/kubectl-argo-rollouts:v1.9.0`],
  ],
  [
    "certManager",
    {
      ...{ imageRegistry: "ghcr.io", imageNamespace: "acme", image: { digest: "sha256:12" } },
      ...{ webhook: { image: { repository: "quay.io/other/webhook", tag: "v1" } }, cainjector: { enabled: false } },
      ...{ acmesolver: { image: { registry: "proxy.io" } }, startupapicheck: { enabled: false } },
    },
    [
      ...["ghcr.io/acme/cert-manager-controller@sha256:12", "quay.io/other/webhook:v1"],
      "proxy.io/ghcr.io/acme/cert-manager-acmesolver:v1.21.1",
    ],
    [
      ...[`${mirror}/acme/cert-manager-controller@sha256:12`, `${mirror}/other/webhook:v1`],
      `${mirror}/ghcr.io/acme/cert-manager-acmesolver:v1.21.1`,
    ],
  ],
];

describe("the images of a part whose values name some", () => {
  test.each(rows)("%s %j", (part, values, plain, mirrored) => {
    expect(listed(part, withValues(part, values))).toEqual(plain);
    expect(listed(part, withValues(part, values, { airGap: { registry: mirror } }))).toEqual(mirrored);
  });

  test.each(rows)("%s %j: without a mirror the chart is told what the user says", (part, values) => {
    expect(partValues(part, withValues(part, values))).toMatchObject(values);
  });

  test("of a chart in another version: what values name is known, the rest is the chart's", () => {
    const values = { global: { image: { tag: "v3.6.0" } }, dex: { enabled: true } };
    const newer = platform({ parts: { argocd: { version: "10.9.0", values } } });
    const found = imagesOf(newer).filter(({ part }) => part === "argocd");
    expect(found.map(({ repository, tag, tagOfChart }) => [repository, tag ?? tagOfChart])).toEqual([
      ["quay.io/argoproj/argocd", "v3.6.0"],
      ["ecr-public.aws.com/docker/library/redis", "redis.image.tag"],
      ["ghcr.io/dexidp/dex", "dex.image.tag"],
    ]);
  });
});

test.each(chartImages.filter(({ part }) => part !== "kargo").map((image) => [image.name, image] as const))(
  "%s stands at keys that its chart has",
  (_, { part, keys: { repository, registry, tag } }) => {
    const optional = part === "certManager" ? [] : [...tag, ...(registry === undefined ? [] : [registry.key])];
    expect([...repository, ...optional].filter((key) => !recordedKeys(part).closed.has(key))).toEqual([]);
  },
);
