import { isRecord } from "../json.ts";
import type { Values } from "./values.ts";

/** `initContainers`, `extraContainers`, and those of Pods within `extraObjects`. */
const isList = (key: string) => /containers$/i.test(key);

/** A container within a chart's values. */
export interface AddedContainer {
  /** `server.extraContainers[0]` */
  readonly path: string;
  /** Undefined where it is none that can be read: no text, or a template of the chart's. */
  readonly image?: string;
}

/** Every container within values, in their order. */
export function eachContainer(values: unknown, path = ""): readonly AddedContainer[] {
  if (Array.isArray(values)) return values.flatMap((item, index) => eachContainer(item, `${path}[${index}]`));
  if (!isRecord(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (!isList(key) || !Array.isArray(value)) return eachContainer(value, at);
    return value.map((item: unknown, index) => {
      const image = isRecord(item) ? item["image"] : undefined;
      return { path: `${at}[${index}]`, ...(isPlain(image) && { image }) };
    });
  });
}

/** The same values with every container's image as `change` has it. */
export function withContainers(values: Values, change: (image: string) => string): Values {
  const changed = (value: unknown, isContainer: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => changed(item, isContainer));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (isContainer && key === "image" && isPlain(item)) return [key, change(item)];
        return [key, changed(item, isList(key) && Array.isArray(item))];
      }),
    );
  };
  return changed(values, false) as Values;
}

/** Charts take what is in braces for a template. */
function isPlain(image: unknown): image is string {
  return typeof image === "string" && image !== "" && !image.includes("{{");
}
