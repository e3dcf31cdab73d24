import { expect, test } from "vitest";
import type { Part } from "../../../model/platform/charts.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { unclearImages } from "../../../model/platform/unclear-images.ts";

function unclear(part: Part, values: object, more: object = {}): string[] {
  const { platform, problems } = platformOf({ cluster: { type: "existing" }, parts: { [part]: { values, ...more } } });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return unclearImages(platform).map(({ path, why }) => `${path}: ${why}`);
}

const rows: readonly (readonly [Part, object, readonly string[]])[] = [
  ["kargo", {}, []],
  ["kargo", { image: { repository: "a/b", tag: "v1" }, controller: { images: { cache: { maxEntries: 1 } } } }, []],
  ["kargo", { api: { containers: [{ name: "a", image: "busybox:1.38" }] } }, []],
  ["argocd", { "redis-ha": { configmapTest: { image: { repository: "a/b" } } }, dex: { image: { tag: "v2" } } }, []],
  ["argocd", { global: { imagePullSecrets: [{ name: "login" }], image: { imagePullPolicy: "Always" } } }, []],
  ["argoRollouts", { controller: { stepPlugins: [{ name: "a", location: "file:///plugins/a" }] } }, []],
  ["certManager", { imageRegistry: "ghcr.io", imageNamespace: "acme" }, []],
  [
    ...(["kargo", { image: "ghcr.io/akuity/kargo:v1" }] as const),
    ["parts.kargo.values.image: the chart takes a map here, of keys such as repository and tag"],
  ],
  [
    ...(["argocd", { redis: { image: { tag: 8.4 } } }] as const),
    ["parts.argocd.values.redis.image.tag: this has to be a text; put it in quotes"],
  ],
  [
    ...(["kargo", { controller: { image: { tag: "v1" } }, imageRegistry: "ghcr.io" }] as const),
    [
      "parts.kargo.values.controller.image: Slipway knows of no image here",
      "parts.kargo.values.imageRegistry: Slipway knows of no image here",
    ],
  ],
  [
    "argocd",
    {
      extraObjects: [
        "kind: Pod\nspec:\n  containers:\n    - image: busybox\n",
        { kind: "ConfigMap", data: { a: "b" } },
      ],
      server: { extraContainers: [{ name: "a", image: "{{ .Values.some }}" }, { name: "b" }] },
    },
    [
      "parts.argocd.values.server.extraContainers[0]: a container whose image is no plain text",
      "parts.argocd.values.server.extraContainers[1]: a container whose image is no plain text",
      "parts.argocd.values.extraObjects[0]: a text that seems to name an image",
    ],
  ],
  [
    ...(["certManager", { extraArgs: ["--acme-http01-solver-image=ghcr.io/acme/solver:v1"] }] as const),
    ["parts.certManager.values.extraArgs[0]: a text that seems to name an image"],
  ],
  [
    ...(["argoRollouts", { controller: { trafficRouterPlugins: [{ location: "https://example.com/a" }] } }] as const),
    [
      'parts.argoRollouts.values.controller.trafficRouterPlugins[0]: the controller downloads "https://example.com/a" when it starts',
    ],
  ],
  [
    "argocd",
    {
      server: { extensions: { enabled: true, extensionList: [{ name: "rollout", env: [] }] } },
      "redis-ha": { restore: { s3: { source: "s3://bucket/dump.rdb" } } },
    },
    [
      "parts.argocd.values.server.extensions.extensionList[0]: its installer downloads what EXTENSION_URL says",
      "parts.argocd.values.redis-ha.restore.s3.source: the chart restores with s3cmd/s3cmd:latest of Docker Hub, whatever the mirror is",
    ],
  ],
];

test.each(rows)("what values of %s can't be judged is named: %j", (part, values, expected) => {
  expect(unclear(part, values)).toEqual(expected);
});

test("what somebody else installs is theirs to judge", () => {
  expect(unclear("kargo", { image: "a" }, { install: false })).toEqual([]);
});
