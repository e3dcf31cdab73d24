import { isRecord } from "../json.ts";
import type { Part } from "./charts.ts";
import type { Values } from "./values.ts";

/** Where an image stands in a chart's values, and what the chart has when nobody says otherwise. */
export interface ChartImage {
  readonly part: Part;
  readonly name: ChartImageName;
  /** Host and repository by the chart's own values. */
  readonly repository: string | ((values: Values) => string);
  /** In the chart's version that `charts` has. */
  readonly tag: string;
  /** Where the chart names the tag. Default: its `appVersion`. */
  readonly tagOfChart?: string;
  /** Keys of the values, dots between their steps. */
  readonly keys: ImageKeys;
  /** Whether anything runs it with these values. Default: always. */
  readonly runs?: (values: Values) => boolean;
}

export interface ImageKeys {
  /** The first that says something counts. */
  readonly repository: readonly string[];
  /** The first that says something counts. */
  readonly tag: readonly string[];
  /** What the chart puts before the repository, with its own default. */
  readonly registry?: { readonly key: string; readonly default?: string };
  readonly digest?: string;
}

export type ChartImageName =
  | (typeof certManagerImages)[number]
  | "rollouts"
  | "dashboard"
  | "argocd"
  | "redis"
  | "haproxy"
  | "exporter"
  | "sysctl"
  | "dex"
  | "extensions"
  | "kargo";

const certManagerImages = ["controller", "webhook", "cainjector", "acmesolver", "startupapicheck"] as const;

/**
 * Every image of the pinned charts, in the order of `slipway images`; read from their values and templates (argo-cd 10.1.1
 * with redis-ha 4.38.0, argo-rollouts 2.41.0, cert-manager 1.21.1, kargo 1.11.2). The rewrite to a mirror and the list both
 * go by this. Left out: what only `helm test` runs.
 */
export const chartImages: readonly ChartImage[] = [
  ...certManagerImages.map(ofCertManager),
  ofRollouts("rollouts", "controller", "quay.io/argoproj/argo-rollouts"),
  ofRollouts("dashboard", "dashboard", "quay.io/argoproj/kubectl-argo-rollouts", enabled("dashboard")),
  ...["controller", "server", "repoServer", "applicationSet"].map((at) => ofArgocd(`${at}.image`)),
  ofArgocd("notifications.image", enabled("notifications")),
  ofArgocd("commitServer.image", enabled("commitServer")),
  ofArgocd("redisSecretInit.image", enabled("redisSecretInit")),
  ofArgocd("dex.initImage", enabled("dex")),
  besideArgocd("redis", "redis.image", "ecr-public.aws.com/docker/library/redis", "8.2.3-alpine", hasOneRedis),
  besideArgocd(
    "redis",
    "redis-ha.image",
    "ecr-public.aws.com/docker/library/redis",
    "8.2.3-alpine",
    enabled("redis-ha"),
  ),
  besideArgocd(
    ...(["haproxy", "redis-ha.haproxy.image", "ecr-public.aws.com/docker/library/haproxy", "3.3.10-alpine"] as const),
    (values) => isOn(values, "redis-ha.enabled") && isOn(values, "redis-ha.haproxy.enabled", true),
  ),
  besideArgocd(
    ...(["exporter", "redis.exporter.image", "ghcr.io/oliver006/redis_exporter", "v1.86.0"] as const),
    (values) => hasOneRedis(values) && isOn(values, "redis.exporter.enabled"),
  ),
  {
    ...{ part: "argocd", name: "exporter", repository: "ghcr.io/oliver006/redis_exporter", tag: "v1.75.0" },
    tagOfChart: "redis-ha.exporter.tag",
    keys: { repository: ["redis-ha.exporter.image"], tag: ["redis-ha.exporter.tag"] },
    runs: (values) => isOn(values, "redis-ha.enabled") && isOn(values, "redis-ha.exporter.enabled"),
  },
  {
    ...{ part: "argocd", name: "sysctl", repository: "public.ecr.aws/docker/library/busybox", tag: "1.38.0" },
    tagOfChart: "redis-ha.sysctlImage.tag",
    keys: {
      ...keysAt("redis-ha.sysctlImage"),
      registry: { key: "redis-ha.sysctlImage.registry", default: "public.ecr.aws/docker/library" },
    },
    runs: (values) => isOn(values, "redis-ha.enabled") && isOn(values, "redis-ha.sysctlImage.enabled"),
  },
  besideArgocd("dex", "dex.image", "ghcr.io/dexidp/dex", "v2.45.1", enabled("dex")),
  besideArgocd(
    "extensions",
    ...(["server.extensions.image", "quay.io/argoprojlabs/argocd-extension-installer", "v1.0.1"] as const),
    enabled("server.extensions"),
  ),
  {
    ...{ part: "kargo", name: "kargo", repository: "ghcr.io/akuity/kargo", tag: "v1.11.2" },
    keys: keysAt("image"),
  },
  {
    ...{ part: "kargo", name: "dex", repository: "ghcr.io/dexidp/dex", tag: "v2.44.0" },
    ...{ tagOfChart: "api.oidc.dex.image.tag", keys: keysAt("api.oidc.dex.image") },
    runs: (values) =>
      isOn(values, "api.enabled", true) && isOn(values, "api.oidc.enabled") && isOn(values, "api.oidc.dex.enabled"),
  },
];

function ofCertManager(name: (typeof certManagerImages)[number]): ChartImage {
  const at = name === "controller" ? "image" : `${name}.image`;
  return {
    ...{ part: "certManager", name, tag: "v1.21.1" },
    // cert-manager.image of its _helpers.tpl.
    repository: (values) =>
      [
        textAt(values, "imageRegistry", "quay.io"),
        textAt(values, "imageNamespace", "jetstack"),
        textAt(values, `${at}.name`, `cert-manager-${name}`),
      ]
        .filter((each) => each !== "")
        .join("/"),
    keys: { ...keysAt(at), registry: { key: `${at}.registry` }, digest: `${at}.digest` },
    ...(["cainjector", "startupapicheck"].includes(name) && {
      runs: (values: Values) => isOn(values, `${name}.enabled`, true),
    }),
  };
}

function ofRollouts(
  name: "rollouts" | "dashboard",
  at: string,
  repository: string,
  runs?: ChartImage["runs"],
): ChartImage {
  const keys = { ...keysAt(`${at}.image`), registry: { key: `${at}.image.registry`, default: "quay.io" } };
  return { part: "argoRollouts", name, repository, tag: "v1.9.0", keys, ...(runs !== undefined && { runs }) };
}

/** Argo CD's own image: each of its Pods may have another one, by keys of its own. */
function ofArgocd(at: string, runs?: ChartImage["runs"]): ChartImage {
  return {
    ...{ part: "argocd", name: "argocd", repository: "quay.io/argoproj/argocd", tag: "v3.4.4" },
    keys: {
      repository: [`${at}.repository`, "global.image.repository"],
      tag: [`${at}.tag`, "global.image.tag"],
    },
    ...(runs !== undefined && { runs }),
  };
}

/** What stands beside Argo CD, in versions of its own. */
function besideArgocd(
  name: ChartImageName,
  at: string,
  repository: string,
  tag: string,
  runs: (values: Values) => boolean,
): ChartImage {
  return { part: "argocd", name, repository, tag, tagOfChart: `${at}.tag`, keys: keysAt(at), runs };
}

function hasOneRedis(values: Values): boolean {
  return isOn(values, "redis.enabled", true) && !isOn(values, "redis-ha.enabled");
}

function keysAt(at: string) {
  return { repository: [`${at}.repository`], tag: [`${at}.tag`] };
}

function enabled(at: string): (values: Values) => boolean {
  return (values) => isOn(values, `${at}.enabled`);
}

/** As Go's templates take it: nothing, false, 0 and "" are off. */
function isOn(values: Values, key: string, otherwise = false): boolean {
  const value = valueAt(values, key);
  return value === undefined ? otherwise : Boolean(value);
}

function textAt(values: Values, key: string, otherwise: string): string {
  const value = valueAt(values, key);
  return typeof value === "string" ? value : otherwise;
}

/** What stands at a key of a chart's values, dots between its steps. */
export function valueAt(values: Values, key: string): unknown {
  return key.split(".").reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), values);
}
