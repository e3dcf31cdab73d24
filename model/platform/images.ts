import { charts, type Part } from "./charts.ts";
import { installs } from "./installs.ts";
import type { Platform } from "./platform.ts";

/** An image that a part runs, or a kind cluster with `local: true`. */
export interface PlatformImage {
  readonly part: Part | "local";
  readonly name: ImageName;
  /** Host and repository, as the chart has it. */
  readonly repository: string;
  /** Undefined where `parts.<part>.version` asks for a chart that Slipway doesn't know and that names the tag itself. */
  readonly tag?: string;
  /** Where the part's chart names the tag: a key of its values, or its `appVersion`. */
  readonly tagOfChart: string;
  /** Only in this size. */
  readonly size?: Platform["size"];
}

interface KnownImage extends Omit<PlatformImage, "tagOfChart"> {
  /** In the chart's version that `charts` has. */
  readonly tag: string;
  /** Default: its `appVersion`. */
  readonly tagOfChart?: string;
}

export type ImageName =
  | "controller"
  | "webhook"
  | "cainjector"
  | "acmesolver"
  | "startupapicheck"
  | "rollouts"
  | "argocd"
  | "redis"
  | "haproxy"
  | "kargo"
  | "gitea"
  | "registry";

const quay = "quay.io/jetstack/cert-manager-";

/** Every image of the pinned charts with the values Slipway sets; read from the charts' values and templates. */
const images: readonly KnownImage[] = [
  ...(["controller", "webhook", "cainjector", "acmesolver", "startupapicheck"] as const).map((name) => ({
    ...{ part: "certManager" as const, name, repository: `${quay}${name}`, tag: "v1.21.1" },
  })),
  { part: "argoRollouts", name: "rollouts", repository: "quay.io/argoproj/argo-rollouts", tag: "v1.9.0" },
  { part: "argocd", name: "argocd", repository: "quay.io/argoproj/argocd", tag: "v3.4.4" },
  ...(["small", "ha"] as const).map((size) => ({
    ...{ part: "argocd" as const, name: "redis" as const, repository: "ecr-public.aws.com/docker/library/redis" },
    ...{ tag: "8.2.3-alpine", tagOfChart: size === "ha" ? "redis-ha.image.tag" : "redis.image.tag", size },
  })),
  {
    ...{ part: "argocd", name: "haproxy", repository: "ecr-public.aws.com/docker/library/haproxy" },
    ...{ tag: "3.3.10-alpine", tagOfChart: "redis-ha.haproxy.image.tag", size: "ha" },
  },
  { part: "kargo", name: "kargo", repository: "ghcr.io/akuity/kargo", tag: "v1.11.2" },
  // Rootless: its processes have a user of their own, as the Pod Security Standard restricted asks for.
  { part: "local", name: "gitea", repository: "docker.io/gitea/gitea", tag: "1.27.3-rootless" },
  { part: "local", name: "registry", repository: "docker.io/library/registry", tag: "3.1.0" },
];

/** The images that a platform's own installations run, from where they will be pulled. */
export function imagesOf(platform: Platform): PlatformImage[] {
  return images
    .filter(({ part, size }) => runs(part, platform) && (size === undefined || size === platform.size))
    .map((image) => {
      const { tag: _, tagOfChart = "appVersion", ...rest } = image;
      return { ...rest, tagOfChart, ...pulled(image, platform) };
    });
}

/** Where one image is pulled from: what a chart is told. Without a tag the chart's own holds. */
export function imageOf(platform: Platform, name: ImageName): { readonly repository: string; readonly tag?: string } {
  return pulled(known(name), platform);
}

/** Where an image of the local git server or registry is pulled from; no chart names those. */
export function localImage(platform: Platform, name: "gitea" | "registry"): string {
  const { repository, tag } = known(name);
  return `${mirrored(repository, platform)}:${tag}`;
}

function known(name: ImageName): KnownImage {
  const image = images.find((each) => each.name === name);
  if (image === undefined) throw new Error(`there is no image ${name}`);
  return image;
}

function pulled(image: KnownImage, platform: Platform): { readonly repository: string; readonly tag?: string } {
  const tag = tagOf(image, platform);
  return { repository: mirrored(image.repository, platform), ...(tag !== undefined && { tag }) };
}

/** An older image under a newer chart would be no upgrade, so a tag is said only where it is known. */
function tagOf({ part, tag }: KnownImage, { parts }: Platform): string | undefined {
  if (part === "local") return tag;
  const version = bare(parts[part].version);
  if (version === bare(charts[part].version)) return tag;
  // Their charts carry the version of what they install, and their images have it as tag.
  return part === "kargo" || part === "certManager" ? `v${version}` : undefined;
}

function bare(version: string): string {
  return version.replace(/^v/, "");
}

function runs(part: PlatformImage["part"], platform: Platform): boolean {
  const { cluster } = platform;
  return part === "local" ? cluster.type === "kind" && cluster.local : installs(platform, part);
}

function mirrored(repository: string, { airGap }: Platform): string {
  if (airGap.registry === undefined) return repository;
  return `${airGap.registry.replace(/\/+$/, "")}/${repository.slice(repository.indexOf("/") + 1)}`;
}
