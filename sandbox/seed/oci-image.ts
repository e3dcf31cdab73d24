import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pack } from "tar-stream";

/** Some bytes a registry keeps under their digest. */
export interface OciBlob {
  readonly mediaType: string;
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
  readonly size: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An image as a registry stores it. The manifest's digest is the image's digest. */
export interface OciImage {
  readonly manifest: OciBlob;
  readonly config: OciBlob;
  readonly layers: readonly OciBlob[];
}

export interface AssembleImageArgs {
  /** What the server is called in the image: `/<name>`. Default: `goserver`. */
  readonly name?: string;
  /** The statically linked server. */
  readonly server: Uint8Array;
  /** As Go names it (GOARCH), which is also OCI's spelling. */
  readonly architecture: string;
  readonly version: string;
  /** The commit it was built from. */
  readonly commit: string;
  /** RFC 3339. Kargo's NewestBuild compares it. */
  readonly created: string;
}

/**
 * An OCI image without Docker: one gzip layer that holds the server, and a config as the app's Dockerfile gives it.
 * The same input gives the same bytes.
 *
 * Format: https://github.com/opencontainers/image-spec (manifest.md, config.md, layer.md)
 */
export async function assembleImage(args: AssembleImageArgs): Promise<OciImage> {
  const { name = "goserver", server, architecture, version, commit, created } = args;
  const tar = await layerTar(name, server);
  const layer = blob("application/vnd.oci.image.layer.v1.tar+gzip", await promisify(gzip)(tar, { level: 6 }));
  const labels = { "org.opencontainers.image.revision": commit, "org.opencontainers.image.version": version };
  const config = json("application/vnd.oci.image.config.v1+json", {
    created,
    architecture,
    os: "linux",
    config: {
      User: "65532",
      ExposedPorts: { "8080/tcp": {} },
      Env: ["PATH=/"],
      Entrypoint: [`/${name}`],
      WorkingDir: "/",
      Labels: labels,
    },
    rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    history: [{ created, created_by: "assembled without Docker by Slipway's sandbox" }],
  });
  const manifest = json("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor(config),
    layers: [descriptor(layer)],
    annotations: { "org.opencontainers.image.created": created, ...labels },
  });
  return { manifest, config, layers: [layer] };
}

async function layerTar(name: string, server: Uint8Array): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, mode: 0o755, uid: 0, gid: 0, mtime: new Date(0) }, Buffer.from(server));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function json(mediaType: string, value: object): OciBlob {
  return blob(mediaType, new TextEncoder().encode(JSON.stringify(value)));
}

function blob(mediaType: string, data: Uint8Array): OciBlob {
  const bytes = new Uint8Array(data);
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength, bytes };
}

function descriptor({ mediaType, digest, size }: OciBlob) {
  return { mediaType, digest, size };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
