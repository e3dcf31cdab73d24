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
        'error platform.clster: there is no such field (got "clster"; allowed airGap, argocdController, cluster, hosts, ingressClassName, metrics, oidc, parts, passwordsSince, scheduling, size, verification, warehouseInterval). Perhaps "cluster" is meant. [platform-settings]',
        'error platform.size: the value is not among those allowed (got "huge"; allowed small, ha). Choose one of them. [platform-settings]',
      ],
    ],
    [
      "Ingresses without names, or with one name twice",
      {
        cluster: { type: "existing" },
        ingressClassName: "nginx",
        hosts: { kargo: "kargo.example.com", webhooks: "kargo.example.com" },
      },
      [
        "error platform.hosts.argocd: an Ingress is made for it, and nobody has said for which name. Add a name that leads to your Ingress controller, or leave out ingressClassName. [ingress-hosts]",
        'error platform.hosts.webhooks: hosts.kargo is this name already, and one name leads to one of them (got "kargo.example.com"). Give each a name of its own. [ingress-hosts]',
      ],
    ],
    [
      "two parts in one namespace, one of them by default",
      {
        parts: {
          argocd: { namespace: "argo" },
          argoRollouts: { namespace: "argo" },
          certManager: { namespace: "kargo" },
        },
      },
      [
        'error platform.parts.argocd.namespace: parts.argoRollouts is in this namespace already, and each part makes one of its own (got "argo"). Leave it out for argocd, or choose another name. [shared-namespace]',
        'error platform.parts.certManager.namespace: parts.kargo is in this namespace already, and each part makes one of its own (got "kargo"). Leave it out for cert-manager, or choose another name. [shared-namespace]',
      ],
    ],
    [
      "two of everything, and Ingresses, on kind",
      { size: "ha", ingressClassName: "nginx", hosts: { argocd: "argocd.localtest.me" } },
      [
        'error platform.ingressClassName: a kind cluster opens ports that lead to Argo CD and Kargo themselves, and none for an Ingress controller (got "nginx"; allowed no Ingresses on kind). Leave it out: hosts are names for those ports. [kind-cluster]',
        'error platform.size: a kind cluster has one node, and with this size Argo CD\'s Redis wants three: it never gets ready (got "ha"; allowed small). Leave size out, or choose a cluster with three nodes. [kind-cluster]',
      ],
    ],
    [
      "a low port (B52)",
      { cluster: { type: "kind", ports: { argocd: 80 } } },
      [
        "error platform.cluster.ports.argocd: the number is too small (got 80; allowed 30000 or more). See docs/platform.md. [platform-settings]",
      ],
    ],
    [
      "a port above node ports (B52)",
      { cluster: { type: "kind", ports: { apps: [32080, 40000] } } },
      [
        "error platform.cluster.ports.apps.1: the number is too large (got 40000; allowed 32767 or less). See docs/platform.md. [platform-settings]",
      ],
    ],
    [
      "a port twice, once by default",
      { cluster: { type: "kind", ports: { kargo: 31080, apps: [31082] } } },
      [
        "error platform.cluster.ports.apps.0: ports.webhooks has this port already (got 31082; allowed each port once). Choose another from 30000 to 32767. [kind-cluster]",
        "error platform.cluster.ports.kargo: ports.argocd has this port already (got 31080; allowed each port once). Choose another from 30000 to 32767. [kind-cluster]",
      ],
    ],
    [
      "a port that only a local cluster opens",
      { cluster: { type: "kind", ports: { git: 31083 } } },
      [
        "error platform.cluster.ports.git: this port is opened in a cluster with local: true only (got 31083; allowed local: true). Set local, or leave the port out. [kind-cluster]",
      ],
    ],
    [
      "the git server's port for an app's",
      { cluster: { type: "kind", local: true, ports: { apps: [31083] } } },
      [
        "error platform.cluster.ports.apps.0: ports.git has this port already (got 31083; allowed each port once). Choose another from 30000 to 32767. [kind-cluster]",
      ],
    ],
    [
      "a name too long for a node",
      { cluster: { type: "kind", name: "a".repeat(50) } },
      [
        "error platform.cluster.name: the name is too long for a kind cluster (got 50 characters; allowed up to 49: kind puts -control-plane behind it, and a node's name ends at 63). Shorten it. [kind-cluster]",
      ],
    ],
    ...["Slipway", "a_b", "-a", "a-", "a..b", "a/../b", "a b", "$(id)"].map(
      (name) =>
        [
          `${name} as a name`,
          { cluster: { type: "kind", name } },
          [
            `error platform.cluster.name: kind takes no such name (got ${JSON.stringify(name)}; allowed small letters and digits, with - and . between them). Choose another name. [kind-cluster]`,
          ],
        ] as const,
    ),
    ...["kindest/node", "localhost:5000/kindest/node"].map(
      (image) =>
        [
          `${image} without a tag`,
          { cluster: { type: "kind", image } },
          [
            `error platform.cluster.image: a node image without tag is another Kubernetes tomorrow (got ${JSON.stringify(image)}; allowed kindest/node:TAG@sha256:DIGEST). Take tag and digest from the release notes of your kind. [kind-cluster]`,
          ],
        ] as const,
    ),
    ...["kindest/node:", "kindest/node:v1 36", "kindest/node@sha256:abc", "https://kindest/node:v1"].map(
      (image) =>
        [
          `${image} as an image`,
          { cluster: { type: "kind", image } },
          [
            `error platform.cluster.image: this is no image (got ${JSON.stringify(image)}; allowed kindest/node:TAG@sha256:DIGEST). See kind's releases. [kind-cluster]`,
          ],
        ] as const,
    ),
    [
      "a text for local",
      { cluster: { type: "kind", local: "yes" } },
      [
        'error platform.cluster.local: the value has the wrong type (got "yes"; allowed true or false). See docs/platform.md. [platform-settings]',
      ],
    ],
    [
      "an unknown field of a kind cluster",
      { cluster: { type: "kind", locl: true } },
      [
        'error platform.cluster.locl: there is no such field (got "locl"; allowed image, local, name, ports, type). Perhaps "local" is meant. [platform-settings]',
      ],
    ],
    ...(["existing", "stack"] as const).map(
      (type) =>
        [
          `local in a cluster of type ${type}`,
          { cluster: { type, local: true, ...(type === "stack" && { stack: "o/p/s" }) } },
          [
            `error platform.cluster.local: only a kind cluster that Slipway makes can have a git server and a registry of its own (got local in a cluster of type ${type}; allowed type: kind). Leave local out: teams have both already. [kind-cluster]`,
          ],
        ] as const,
    ),
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
        'error platform.oidc.issuer: the value has the wrong form (got "http://login"; allowed a URL that begins with https://, such as https://login.example.com/realms/acme). See docs/platform.md. [platform-settings]',
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
  const taken: readonly (readonly [string, object])[] = [
    ["a name of 49 characters", { name: "a".repeat(49) }],
    ["a name with dots", { name: "a.b-c" }],
    ["an image by tag", { image: "kindest/node:v1.35.0" }],
    ["an image by digest, of a registry with a port", { image: `localhost:5000/node@sha256:${"0".repeat(64)}` }],
    ["a registry and a git server on other ports", { local: true, ports: { git: 30000, registry: 32767 } }],
  ];
  test.each(taken)("takes %s of a kind cluster", (_, cluster) => {
    expect(platformOf({ cluster: { type: "kind", ...cluster } }).problems).toEqual([]);
  });

  test.each([
    ["one installed elsewhere by somebody else", { argocd: { install: false, namespace: "argo" } }],
    ["one taken over", { argocd: { takeOver: { installedBy: "helm" }, namespace: "argo" } }],
  ])("takes a part in the namespace of %s", (_, others) => {
    const parts = { argoRollouts: { namespace: "argo" }, ...others };
    expect(platformOf({ cluster: { type: "existing" }, parts }).problems).toEqual([]);
  });

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
      expect(JSON.stringify(partValues(part, preset("laptop")))).not.toMatch(/password(?!s-?since)/i);
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

describe("Ingresses", () => {
  const { server } = partValues("argocd", preset("team")) as { server: { ingress: unknown } };
  const kargo = partValues("kargo", preset("team")) as Record<string, { ingress: unknown }>;

  test.each([
    ["Argo CD's", server.ingress],
    ["Kargo's", kargo["api"]?.ingress],
    ["that of Kargo's webhooks", kargo["externalWebhooksServer"]?.ingress],
  ])("speak https to servers that speak nothing else (%s)", (_, ingress) => {
    expect(ingress).toMatchObject({
      ingressClassName: "nginx",
      annotations: {
        "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
        "alb.ingress.kubernetes.io/backend-protocol": "HTTPS",
      },
    });
  });
});

describe("Kargo's own people, as its webhooks know them", () => {
  const { webhooksServer } = partValues("kargo", preset("team")) as {
    webhooksServer: { controlplaneUserRegex?: string };
  };
  const own = new RegExp(webhooksServer.controlplaneUserRegex ?? "never^");
  const rows: readonly (readonly [string, boolean])[] = [
    ["kargo:kargo-api", true],
    ["kargo:kargo-controller", true],
    ["kargo:kargo-controller-prod-eu", true],
    ["kargo:kargo-garbage-collector", true],
    ["kargo:kargo-management-controller", true],
    ["kargo:kargo-external-webhooks-server", false],
    ["kargo:kargo-admin", false],
    ["shop:kargo-controller-prod-eu", false],
  ];

  test.each(rows)("%s: %s", (account, known) => {
    expect(own.test(`system:serviceaccount:${account}`)).toBe(known);
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

describe("the Redis of size ha", () => {
  const redis = partValues("argocd", preset("team"))["redis-ha"];

  // Argo CD's chart denies every Pod of its namespace what no policy names, and names none for redis-ha's.
  test("is let through to by Argo CD's Pods and by its own, although its namespace denies everybody", () => {
    const argocd = { matchLabels: { "app.kubernetes.io/part-of": "argocd" } };
    expect(partValues("argocd", preset("team"))).toMatchObject({
      global: { networkPolicy: { defaultDenyIngress: true } },
    });
    expect(redis).toMatchObject({
      networkPolicy: { enabled: true },
      haproxy: { networkPolicy: { enabled: true, ingressRules: [{ selectors: [{ podSelector: argocd }] }] } },
    });
  });

  test("goes to the platform's nodes, which its chart asks for by keys of its own", () => {
    expect(redis).toMatchObject({
      nodeSelector: { pool: "platform" },
      tolerations: [{ key: "platform", operator: "Exists" }],
    });
  });

  // Its chart has an HAProxy of its own in each version: a mirror holds the one that slipway images names.
  test("is balanced by the image that is listed", () => {
    const [listed] = imagesOf(preset("team")).filter(({ name }) => name === "haproxy");
    expect(redis).toMatchObject({ haproxy: { image: { repository: listed?.repository, tag: "3.3.10-alpine" } } });
    expect(listed?.tag).toBe("3.3.10-alpine");
  });
});

describe("on which nodes a platform runs, and how it is measured", () => {
  const { platform, problems } = platformOf({
    scheduling: {
      nodeSelector: { pool: "platform" },
      tolerations: [{ operator: "Exists" }],
      priorityClassName: "high",
    },
    metrics: "services",
    parts: { kargo: { values: { global: { priorityClassName: "higher" } } } },
  });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  const all = { nodeSelector: { pool: "platform" }, tolerations: [{ operator: "Exists" }], priorityClassName: "high" };

  test("goes to each chart's own places, under what the user says of a chart", () => {
    expect(partValues("argocd", platform)).toMatchObject({ global: all, server: { metrics: { enabled: true } } });
    expect(partValues("argoRollouts", platform)).toMatchObject({ controller: { ...all, metrics: { enabled: true } } });
    expect(partValues("kargo", platform)).toMatchObject({ global: { ...all, priorityClassName: "higher" } });
    const { tolerations, ...ofAll } = all;
    const [webhook, cainjector, startupapicheck] = [{ tolerations }, { tolerations }, { tolerations }];
    expect(partValues("certManager", platform)).toMatchObject({
      ...{ global: ofAll, tolerations, webhook, cainjector, startupapicheck },
    });
  });

  test("makes ServiceMonitors only where they are asked for", () => {
    expect(JSON.stringify(partValues("kargo", platform))).not.toContain("serviceMonitor");
    expect(JSON.stringify(partValues("kargo", preset("team")))).toContain('"serviceMonitor":{"enabled":true}');
  });
});
