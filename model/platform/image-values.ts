import { isRecord } from "../json.ts";
import { type AirGap, mirrored } from "./air-gap.ts";
import { type ChartImage, chartImages, valueAt } from "./chart-images.ts";
import type { Part } from "./charts.ts";
import { eachContainer, withContainers } from "./container-images.ts";
import { type NamedImage, referenceOf, splitReference } from "./image-reference.ts";
import { layered, type Values } from "./values.ts";

/** What the chart makes of its values for one image; without a tag where they say none and the chart has its own. */
export function namedImage(image: ChartImage, values: Values): NamedImage {
  const { repository, tag, registry, digest } = image.keys;
  const own = typeof image.repository === "string" ? image.repository : image.repository(values);
  const host = registry === undefined ? undefined : (said(values, [registry.key]) ?? registry.default);
  const path =
    said(values, repository) ?? (registry?.default === undefined ? own : own.slice(registry.default.length + 1));
  const named = { tag: said(values, tag), digest: said(values, digest === undefined ? [] : [digest]) };
  return {
    repository: host === undefined ? path : `${host}/${path}`,
    ...(named.tag !== undefined && { tag: named.tag }),
    ...(named.digest !== undefined && { digest: named.digest }),
  };
}

/** A chart's own images that run with these values. */
export function runningImages(part: Part, values: Values): readonly ChartImage[] {
  return chartImages.filter((image) => image.part === part && image.runs?.(values) !== false);
}

/** The values, with every image that they make the chart run pulled from below the mirror. */
export function mirroredValues(part: Part, values: Values, airGap: AirGap): Values {
  if (airGap.registry === undefined) return values;
  const own = runningImages(part, values).reduce(
    (at, image) => told(at, image, mirrored(namedImage(image, at).repository, airGap)),
    values,
  );
  return withContainers(own, (image) => {
    const { repository, ...rest } = splitReference(image);
    return referenceOf({ repository: mirrored(repository, airGap), ...rest });
  });
}

/** Images of containers and init containers that the values bring along, in their order. */
export function addedImages(values: Values): readonly NamedImage[] {
  return eachContainer(values).flatMap(({ image }) => (image === undefined ? [] : [splitReference(image)]));
}

/** Where the chart looks first; what is no text there stays, for the chart refuses it. */
function told(values: Values, image: ChartImage, repository: string): Values {
  const { repository: keys, registry } = image.keys;
  const key = keys.find((each) => said(values, [each]) !== undefined) ?? keys.at(-1) ?? "";
  if (!mayBeSaid(values, key)) return values;
  const hasHost = registry !== undefined && (registry.default ?? said(values, [registry.key])) !== undefined;
  if (!hasHost) return layered(values, at(key, repository));
  const cut = repository.indexOf("/");
  return [at(registry.key, repository.slice(0, cut)), at(key, repository.slice(cut + 1))].reduce(layered, values);
}

function mayBeSaid(values: Values, key: string): boolean {
  const cut = key.lastIndexOf(".");
  const map = cut < 0 ? values : valueAt(values, key.slice(0, cut));
  const there = valueAt(values, key) ?? "";
  return (map === undefined || isRecord(map)) && typeof there === "string";
}

function said(values: Values, keys: readonly string[]): string | undefined {
  return keys.map((key) => valueAt(values, key)).find((each) => typeof each === "string" && each !== "") as
    | string
    | undefined;
}

function at(key: string, value: string): Values {
  return key.split(".").reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as Values;
}
