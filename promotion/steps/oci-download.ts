import { goQuoted } from "../../model/go-quoted.ts";
import type { OciDownloadConfig } from "../../model/kinds/steps/oci-download.gen.ts";
import { downloadPath, writeDownload } from "../files/download.ts";
import { parseReference } from "../oci/reference.ts";
import { type Descriptor, isIndex, type Manifest, Registry } from "../oci/registry.ts";
import { type StepRunner, TerminalError } from "../step.ts";

const maxArtifact = 100 << 20;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/oci_downloader.go. */
export const ociDownload: StepRunner<OciDownloadConfig> = {
  uses: "oci-download",
  async run({ alias, workDir, outside, signal }, { imageRef, outPath, mediaType = "", allowOverwrite = false }) {
    const target = await downloadPath(workDir, outPath, allowOverwrite);
    const reference = parseReference(imageRef);
    if (outside.http === undefined) {
      const layer = mediaType === "" ? "the first layer" : `the layer ${mediaType}`;
      const what = `download ${layer} of ${imageRef} to ${outPath}`;
      outside.shown({ step: alias, uses: "oci-download", what, details: { imageRef, mediaType, outPath } });
      return { status: "Succeeded", message: `not downloaded, ${outPath} is missing from here on` };
    }
    const registry = await Registry.open(reference, outside, signal);
    let manifest: Manifest;
    try {
      manifest = await imageOf(registry, await registry.manifest(reference.digest ?? reference.tag ?? "latest"));
    } catch (error) {
      throw new Error(`failed to resolve image ${goQuoted(imageRef)}: ${(error as Error).message}`, { cause: error });
    }
    const layer = findLayer(manifest, mediaType);
    if (layer.size > maxArtifact) {
      throw new TerminalError(`layer size ${layer.size} exceeds maximum allowed size of ${maxArtifact} bytes`, {
        status: "Errored",
      });
    }
    let content: Buffer;
    try {
      content = await registry.blob(layer, maxArtifact);
    } catch (error) {
      throw new Error(`failed to copy layer content: ${(error as Error).message}`, { cause: error });
    }
    await writeDownload(workDir, target, content);
    return { status: "Succeeded" };
  },
};

/** Of an index, the image for linux/amd64, which go-containerregistry takes when nobody says which. */
async function imageOf(registry: Registry, manifest: Manifest): Promise<Manifest> {
  if (!isIndex(manifest)) return manifest;
  const child = manifest.content.manifests?.find(({ platform }) => {
    return platform === undefined || (platform.os === "linux" && platform.architecture === "amd64");
  });
  if (child === undefined) throw new Error("no child with platform linux/amd64 in index");
  return registry.manifest(child.digest);
}

function findLayer({ content: { layers = [] } }: Manifest, mediaType: string): Descriptor {
  const [first] = layers;
  if (first === undefined) throw new Error("failed to find target layer: image has no layers");
  if (mediaType === "") return first;
  const layer = layers.find((each) => each.mediaType === mediaType);
  if (layer !== undefined) return layer;
  throw new Error(`failed to find target layer: no layer found with media type ${goQuoted(mediaType)}`);
}
