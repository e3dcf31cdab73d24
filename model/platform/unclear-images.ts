import { isRecord } from "../json.ts";
import { chartImages, valueAt } from "./chart-images.ts";
import { type Part, parts } from "./charts.ts";
import { eachContainer } from "./container-images.ts";
import { installs } from "./installs.ts";
import type { Platform } from "./platform.ts";
import type { Values } from "./values.ts";

/** Something in `values` that may fetch what isn't listed, or not from the mirror. */
export interface Unclear {
  /** `parts.argocd.values.extraObjects[0]` */
  readonly path: string;
  /** What to look at, as the rest of a sentence. */
  readonly why: string;
}

/** Everything in the user's own `values` that neither the list of images nor the rewrite to a mirror understands. */
export function unclearImages(platform: Platform): Unclear[] {
  return parts
    .filter((part) => installs(platform, part))
    .flatMap((part) => {
      const { values } = platform.parts[part];
      const found = [...wrongShapes(part, values), ...elsewhere(part, values), ...downloads(part, values)];
      return found.map(({ path, why }) => ({ path: `parts.${part}.values.${path}`, why }));
    });
}

/** Keys that the chart reads an image from, and that hold something else than it takes. */
function wrongShapes(part: Part, values: Values): Unclear[] {
  const keys = chartImages
    .filter((image) => image.part === part)
    .flatMap(({ keys: { repository, tag, registry, digest } }) => [
      ...repository,
      ...tag,
      ...(registry === undefined ? [] : [registry.key]),
      ...(digest === undefined ? [] : [digest]),
    ]);
  const maps = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf("."))))];
  return [
    ...maps.flatMap((path) => {
      const value = valueAt(values, path);
      return value === undefined || isRecord(value)
        ? []
        : [{ path, why: "the chart takes a map here, of keys such as repository and tag" }];
    }),
    ...[...new Set(keys)].flatMap((path) => {
      const value = valueAt(values, path);
      return value === undefined || typeof value === "string"
        ? []
        : [{ path, why: "this has to be a text; put it in quotes" }];
    }),
  ];
}

const isImage = /image(registry|repository|namespace|name|tag)?$/i;
const ofCertManager = ["imageRegistry", "imageNamespace"];
/** Only `helm test` runs it. */
const forTests = ["redis-ha.configmapTest.image"];

/** Images where Slipway knows of none: other keys, templates, texts. */
function elsewhere(part: Part, values: Values): Unclear[] {
  const known = new Set([
    ...(part === "certManager" ? ofCertManager : []),
    ...(part === "argocd" ? forTests : []),
    ...chartImages
      .filter((image) => image.part === part)
      .flatMap(({ keys }) => keys.repository.flatMap((key) => [key, key.slice(0, key.lastIndexOf("."))])),
  ]);
  const containers = eachContainer(values);
  const unread = containers.flatMap(({ path, image }) =>
    image === undefined ? [{ path, why: "a container whose image is no plain text" }] : [],
  );
  const listed = new Set(containers.map(({ path }) => `${path}.image`));
  const walk = (value: unknown, path: string, key: string): Unclear[] => {
    if (known.has(path) || listed.has(path)) return [];
    if (value !== undefined && isImage.test(key)) return [{ path, why: "Slipway knows of no image here" }];
    if (typeof value === "string")
      return /\bimage["']?\s*[:=]\s*\S/i.test(value) ? [{ path, why: "a text that seems to name an image" }] : [];
    if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, `${path}[${index}]`, ""));
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([name, item]) => walk(item, path === "" ? name : `${path}.${name}`, name));
  };
  const isWithin = (path: string) => unread.some((each) => path.startsWith(`${each.path}.image`));
  return [...unread, ...walk(values, "", "").filter(({ path }) => !isWithin(path))];
}

const plugins = ["metricProviderPlugins", "stepPlugins", "trafficRouterPlugins"];

/** What a part fetches by itself when it starts, from wherever it is told. */
function downloads(part: Part, values: Values): Unclear[] {
  if (part === "argoRollouts") {
    return plugins.flatMap((kind) =>
      listAt(values, `controller.${kind}`).flatMap((item, index) => {
        const location = isRecord(item) ? item["location"] : undefined;
        const why = `the controller downloads ${JSON.stringify(location)} when it starts`;
        return typeof location === "string" && location.startsWith("file://")
          ? []
          : [{ path: `controller.${kind}[${index}]`, why }];
      }),
    );
  }
  if (part !== "argocd") return [];
  const extensions = listAt(values, "server.extensions.extensionList").map((_, index) => ({
    path: `server.extensions.extensionList[${index}]`,
    why: "its installer downloads what EXTENSION_URL says",
  }));
  // Named in its template as they are, so that no mirror can stand for them.
  const restores = [
    ["s3", "s3cmd/s3cmd:latest"],
    ["ssh", "lgatica/openssh-client:latest"],
  ].flatMap(([from, image]) => {
    const path = `redis-ha.restore.${from}.source`;
    const source = valueAt(values, path) ?? "";
    return source === ""
      ? []
      : [{ path, why: `the chart restores with ${image} of Docker Hub, whatever the mirror is` }];
  });
  return [...extensions, ...restores];
}

function listAt(values: Values, key: string): readonly unknown[] {
  const value = valueAt(values, key);
  return Array.isArray(value) ? value : [];
}
