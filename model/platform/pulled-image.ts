import { mirrored } from "./air-gap.ts";
import { type ChartImage, type ChartImageName, chartImages } from "./chart-images.ts";
import { charts } from "./charts.ts";
import type { Platform } from "./platform.ts";

/** What a kind cluster with `local: true` runs beside the parts. */
export const localImages = {
  // Rootless: its processes have a user of their own, as the Pod Security Standard restricted asks for.
  gitea: { repository: "docker.io/gitea/gitea", tag: "1.27.3-rootless" },
  registry: { repository: "docker.io/library/registry", tag: "3.1.0" },
} as const;

/** What Slipway says of an image in a part's values, before a mirror counts. Without a tag the chart's own holds. */
export function imageOf(
  platform: Platform,
  name: Exclude<ChartImageName, "dex" | "exporter">,
): { readonly repository: string; readonly tag?: string } {
  const image = chartImages.find((each) => each.name === name);
  if (image === undefined) throw new Error(`there is no image ${name}`);
  const { part, repository } = image;
  const own = typeof repository === "string" ? repository : repository(platform.parts[part].values);
  const tag = knownTag(image, platform);
  return { repository: own, ...(tag !== undefined && { tag }) };
}

/** Where an image of the local git server or registry is pulled from; no chart names those. */
export function localImage({ airGap }: Platform, name: keyof typeof localImages): string {
  const { repository, tag } = localImages[name];
  return `${mirrored(repository, airGap)}:${tag}`;
}

/** An older image under a newer chart would be no upgrade, so a tag is said only where it is known. */
export function knownTag({ part, tag, tagOfChart }: ChartImage, { parts }: Platform): string | undefined {
  const version = bare(parts[part].version);
  if (version === bare(charts[part].version)) return tag;
  // Their charts carry the version of what they install, and their images have it as tag.
  const isAlike = tagOfChart === undefined && (part === "kargo" || part === "certManager");
  return isAlike ? `v${version}` : undefined;
}

function bare(version: string): string {
  return version.replace(/^v/, "");
}
