import { goQuoted } from "../../model/go-quoted.ts";
import type { OciPushConfig } from "../../model/kinds/steps/oci-push.gen.ts";
import { parseReference, type Reference } from "../oci/reference.ts";
import { type Descriptor, digestOf, isImage, isIndex, type Manifest, Registry } from "../oci/registry.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/** What Kargo's controller allows unless its MAX_OCI_PUSH_ARTIFACT_SIZE says otherwise. */
const maxArtifact = 1 << 30;

type Annotations = Readonly<Record<string, string>>;

/**
 * Copies an image, an index or a chart to another name. With annotations the digest is another one than Kargo's: it
 * writes the manifest's fields in an order of its own.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/oci_pusher.go.
 */
export const ociPush: StepRunner<OciPushConfig> = {
  uses: "oci-push",
  async run({ alias, outside, signal }, { srcRef, destRef, annotations = {} }) {
    const source = read("source", srcRef);
    const target = read("destination", destRef);
    const tag = target.tag ?? "";
    if (outside.http === undefined) {
      const what = `copy ${srcRef} to ${destRef}`;
      outside.shown({ step: alias, uses: "oci-push", what, details: { srcRef, destRef, annotations } });
      const digest = source.digest ?? `(digest: unknown, ${srcRef} was not copied)`;
      return { status: "Succeeded", output: { image: target.text, digest, tag }, message: `not done: ${what}` };
    }
    const from = await Registry.open(source, outside, signal);
    const to = await Registry.open(target, outside, signal);
    let manifest: Manifest;
    try {
      manifest = await from.manifest(source.digest ?? source.tag ?? "latest");
    } catch (error) {
      throw new Error(`failed to get source artifact ${goQuoted(srcRef)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    if (!isImage(manifest) && !isIndex(manifest)) {
      throw new TerminalError(`unsupported media type ${goQuoted(manifest.mediaType)}`, { status: "Errored" });
    }
    const copying: Copying = { from, to, same: source.fullName === target.fullName, copied: 0, ...scopes(annotations) };
    try {
      const digest = await push(copying, manifest, target.digest ?? tag);
      return { status: "Succeeded", output: { image: target.text, digest, tag } };
    } catch (error) {
      if (error instanceof TerminalError) throw error;
      const kind = isIndex(manifest) ? "image index" : "image";
      throw new Error(`failed to push ${kind} to ${goQuoted(target.text)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  },
};

interface Copying {
  readonly from: Registry;
  readonly to: Registry;
  /** One repository: its blobs are there. */
  readonly same: boolean;
  readonly index: Annotations;
  readonly manifest: Annotations;
  copied: number;
}

function read(which: string, text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/^failed to parse image reference "[^"]*": /, "");
    throw new TerminalError(`failed to parse ${which} reference ${goQuoted(text)}: ${reason}`, { cause: error });
  }
}

/** `index:key` is for an index, `manifest:key` and `key` for each image. */
function scopes(annotations: Annotations): { readonly index: Annotations; readonly manifest: Annotations } {
  const entries = Object.entries(annotations);
  const index = entries.filter(([key]) => key.startsWith("index:"));
  const manifest = entries.filter(([key]) => !key.startsWith("index:"));
  return {
    index: Object.fromEntries(index.map(([key, value]) => [key.slice("index:".length), value])),
    manifest: Object.fromEntries(manifest.map(([key, value]) => [key.replace(/^manifest:/, ""), value])),
  };
}

/** @param as tag or digest; left out for the images of an index, which go by their digest */
async function push(copying: Copying, manifest: Manifest, as?: string): Promise<string> {
  const { content } = manifest;
  let changed = manifest;
  if (isIndex(manifest)) {
    const children: Descriptor[] = [];
    for (const child of content.manifests ?? []) {
      const image = await copying.from.manifest(child.digest);
      const digest = await push(copying, image);
      children.push(
        digest === child.digest ? child : { ...child, digest, size: annotated(image, copying.manifest).bytes.length },
      );
    }
    const moved = children.some(({ digest }, at) => digest !== content.manifests?.[at]?.digest);
    changed = annotated(moved ? rewritten(manifest, { manifests: children }) : manifest, copying.index);
  } else {
    for (const blob of [content.config, ...(content.layers ?? [])])
      if (blob !== undefined) await copyBlob(copying, blob);
    changed = annotated(manifest, copying.manifest);
  }
  await copying.to.putManifest(as ?? changed.digest, changed);
  return changed.digest;
}

async function copyBlob(copying: Copying, blob: Descriptor): Promise<void> {
  if (copying.same) return;
  copying.copied += blob.size;
  if (copying.copied > maxArtifact) {
    throw new TerminalError(`compressed artifact size exceeds maximum allowed size of ${maxArtifact} bytes`, {
      status: "Errored",
    });
  }
  if (!(await copying.to.has(blob))) await copying.to.putBlob(blob, await copying.from.blob(blob, maxArtifact));
}

function annotated(manifest: Manifest, annotations: Annotations): Manifest {
  if (Object.keys(annotations).length === 0) return manifest;
  return rewritten(manifest, { annotations: { ...manifest.content.annotations, ...annotations } });
}

function rewritten(manifest: Manifest, change: Partial<Manifest["content"]>): Manifest {
  const content = { ...manifest.content, ...change };
  const bytes = Buffer.from(JSON.stringify(content));
  return { ...manifest, content, bytes, digest: digestOf(bytes) };
}
