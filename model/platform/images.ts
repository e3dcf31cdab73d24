import type { Part } from "./charts.ts";
import { installs } from "./installs.ts";
import type { Platform } from "./platform.ts";

/** An image that a part runs, or a kind cluster with `local: true`. */
export interface PlatformImage {
  readonly part: Part | "local";
  readonly name: ImageName;
  /** Host and repository, as the chart has it. */
  readonly repository: string;
  readonly tag: string;
  /** Only in this size. */
  readonly size?: Platform["size"];
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
const images: readonly PlatformImage[] = [
  ...(["controller", "webhook", "cainjector", "acmesolver", "startupapicheck"] as const).map((name) => ({
    ...{ part: "certManager" as const, name, repository: `${quay}${name}`, tag: "v1.21.1" },
  })),
  { part: "argoRollouts", name: "rollouts", repository: "quay.io/argoproj/argo-rollouts", tag: "v1.9.0" },
  { part: "argocd", name: "argocd", repository: "quay.io/argoproj/argocd", tag: "v3.4.4" },
  { part: "argocd", name: "redis", repository: "ecr-public.aws.com/docker/library/redis", tag: "8.2.3-alpine" },
  {
    ...{
      part: "argocd",
      name: "haproxy",
      repository: "ecr-public.aws.com/docker/library/haproxy",
      tag: "3.3.10-alpine",
    },
    size: "ha",
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
    .map((image) => ({ ...image, repository: mirrored(image.repository, platform) }));
}

/** Where one image is pulled from. */
export function imageOf(platform: Platform, name: ImageName): { readonly repository: string; readonly tag: string } {
  const image = images.find((each) => each.name === name);
  if (image === undefined) throw new Error(`there is no image ${name}`);
  return { repository: mirrored(image.repository, platform), tag: image.tag };
}

function runs(part: PlatformImage["part"], platform: Platform): boolean {
  const { cluster } = platform;
  return part === "local" ? cluster.type === "kind" && cluster.local : installs(platform, part);
}

function mirrored(repository: string, { airGap }: Platform): string {
  if (airGap.registry === undefined) return repository;
  return `${airGap.registry}/${repository.slice(repository.indexOf("/") + 1)}`;
}
