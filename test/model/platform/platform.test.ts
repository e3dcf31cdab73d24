import { describe, expect, test } from "vitest";
import { imagesOf } from "../../../model/platform/images.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";
import { preset } from "./presets.ts";

describe("slipway:platform", () => {
  test("is a kind cluster with one of everything when nothing is said", () => {
    const { platform, problems } = platformOf(undefined);
    expect(problems).toEqual([]);
    expect(platform).toMatchObject({
      cluster: { type: "kind", name: "slipway" },
      size: "small",
      hosts: { argocd: "localhost:31080", kargo: "localhost:31081", webhooks: "localhost:31082" },
      warehouseInterval: "30s",
      people: { viewer: [], developer: [], admin: [] },
    });
  });

  const rows: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      "a text",
      "kind",
      [
        'error platform: the value has the wrong type (got "kind"; allowed a map). See docs/platform.md. [platform-settings]',
      ],
    ],
    [
      "two at once",
      { size: "huge", clster: {} },
      [
        'error platform.clster: there is no such field (got "clster"; allowed airGap, argocdController, cluster, hosts, ingressClassName, oidc, parts, passwordsSince, size, warehouseInterval). Perhaps "cluster" is meant. [platform-settings]',
        'error platform.size: the value is not among those allowed (got "huge"; allowed small, ha). Choose one of them. [platform-settings]',
      ],
    ],
    [
      "a low port",
      { cluster: { type: "kind", ports: { argocd: 80 } } },
      [
        "error platform.cluster.ports.argocd: the number is too small (got 80; allowed 1024 or more). See docs/platform.md. [platform-settings]",
      ],
    ],
    [
      "a cluster of no kind",
      { cluster: { type: "k3d" } },
      [
        'error platform.cluster.type: the value is not among those allowed (got "k3d"; allowed kind, existing, stack). Choose one of them. [platform-settings]',
      ],
    ],
    [
      "a stack without a name",
      { cluster: { type: "stack" } },
      ['error platform.cluster: "stack" is missing. Add stack. [platform-settings]'],
    ],
    [
      "an issuer in the clear",
      { oidc: { issuer: "http://login", argocdClientId: "a", kargoClientId: "k" } },
      [
        'error platform.oidc.issuer: the value has the wrong form (got "http://login"; allowed what matches ^https://). See docs/platform.md. [platform-settings]',
      ],
    ],
    [
      "a day",
      { warehouseInterval: "1d" },
      [
        'error platform.warehouseInterval: the value has the wrong form (got "1d"; allowed a duration in s, m and h, such as 30s, 5m or 1h30m; 24h for a day). See docs/platform.md. [platform-settings]',
      ],
    ],
  ];
  test.each(rows)("refuses %s", (_, value, expected) => {
    const { platform, problems } = platformOf(value);
    expect(platform).toBeUndefined();
    expect(problems.map(formatProblem).sort()).toEqual(expected);
  });
});

describe("a chart's values", () => {
  test("are the user's where both say something, key by key", () => {
    expect(partValues("kargo", preset("air-gapped"))).toMatchObject({
      controller: { logLevel: "DEBUG", serviceAccount: { clusterWideSecretReadingEnabled: false } },
    });
  });

  test("hold no password", () => {
    for (const part of ["argocd", "kargo"] as const)
      expect(JSON.stringify(partValues(part, preset("laptop")))).not.toMatch(/password(?!sSince)/i);
  });

  test("give nobody anything in Argo CD by default, and quote groups for Casbin", () => {
    const { configs } = partValues("argocd", preset("team")) as { configs: { rbac: Record<string, string> } };
    expect(configs.rbac["policy.default"]).toBe("");
    expect(configs.rbac["policy.csv"]?.split("\n").filter((line) => line.startsWith("g,"))).toEqual([
      "g, everybody, role:readonly",
      'g, "dev, all", role:slipway-developer',
      "g, platform, role:admin",
    ]);
  });
});

describe("images", () => {
  test("all come from the mirror, and what isn't installed is left out", () => {
    const images = imagesOf(preset("air-gapped")).map(({ repository, tag }) => `${repository}:${tag}`);
    expect(images).toEqual([
      "registry.example.com/mirror/argoproj/argo-rollouts:v1.9.0",
      "registry.example.com/mirror/argoproj/argocd:v3.4.4",
      "registry.example.com/mirror/docker/library/redis:8.2.3-alpine",
      "registry.example.com/mirror/akuity/kargo:v1.11.2",
    ]);
  });
});
