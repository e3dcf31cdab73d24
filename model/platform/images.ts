import { mirrored } from "./air-gap.ts";
import { type Part, parts } from "./charts.ts";
import { type NamedImage, referenceOf } from "./image-reference.ts";
import { addedImages, namedImage, runningImages } from "./image-values.ts";
import { installs } from "./installs.ts";
import { partValues } from "./part-values.ts";
import type { Platform } from "./platform.ts";
import { knownTag, localImages } from "./pulled-image.ts";

/** An image that a part runs, or a kind cluster with `local: true`. */
export interface PlatformImage extends NamedImage {
  readonly part: Part | "local";
  /** What runs it; `container` for one that `values` add. */
  readonly name: string;
  /** Where the part's chart names the tag that is undefined here: a key of its values, or its `appVersion`. */
  readonly tagOfChart: string;
}

/**
 * The images that a platform's own installations run, from where they will be pulled: what the charts make of their values,
 * the user's own included. Without tag or digest where `parts.<part>.version` asks for a chart that Slipway doesn't know
 * and that names the tag itself.
 */
export function imagesOf(platform: Platform): PlatformImage[] {
  const found = parts.filter((part) => installs(platform, part)).flatMap((part) => imagesOfPart(part, platform));
  const { cluster, airGap } = platform;
  if (cluster.type === "kind" && cluster.local) {
    for (const [name, { repository, tag }] of Object.entries(localImages))
      found.push({ part: "local", name, repository: mirrored(repository, airGap), tag, tagOfChart: "" });
  }
  const ids = found.map(idOf);
  return found.filter((_, index) => ids.indexOf(ids[index] ?? "") === index);
}

/** Two that are pulled alike are one. */
function idOf(image: PlatformImage): string {
  const isNamed = image.tag !== undefined || image.digest !== undefined;
  return isNamed ? referenceOf(image) : [image.part, image.repository, image.tagOfChart].join(" ");
}

function imagesOfPart(part: Part, platform: Platform): PlatformImage[] {
  const values = partValues(part, platform);
  const own = runningImages(part, values).map((image) => {
    const { tagOfChart = "appVersion", name } = image;
    const named = namedImage(image, values);
    const tag = named.tag === undefined && named.digest === undefined ? knownTag(image, platform) : named.tag;
    return { part, name, ...named, ...(tag !== undefined && { tag }), tagOfChart };
  });
  const added = addedImages(values).map((image) => {
    // What Kubernetes pulls when nothing is said.
    const tag = image.tag === undefined && image.digest === undefined ? { tag: "latest" } : {};
    return { part, name: "container", ...image, ...tag, tagOfChart: "" };
  });
  return [...own, ...added];
}
