import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { describe, expect, test } from "vitest";
import { assembleImage, type OciBlob } from "../../../sandbox/seed/oci-image.ts";

const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const parsed = (blob: OciBlob) => JSON.parse(new TextDecoder().decode(blob.bytes));
const only = <T>(list: readonly T[]): T => {
  const [first, ...more] = list;
  if (first === undefined || more.length > 0) throw new Error(`expected one, got ${list.length}`);
  return first;
};

const input = {
  server: new TextEncoder().encode("the server's bytes"),
  architecture: "amd64",
  version: "0.1.0",
  commit: "0123456789abcdef0123456789abcdef01234567",
  created: "2026-01-02T03:04:05.000Z",
};

describe("an image assembled without Docker", () => {
  test("has a config that says who runs what, from which commit, and when it was made", async () => {
    const image = await assembleImage(input);
    const tar = gunzipSync(only(image.layers).bytes);
    expect(parsed(image.config)).toEqual({
      created: "2026-01-02T03:04:05.000Z",
      architecture: "amd64",
      os: "linux",
      config: {
        User: "65532",
        ExposedPorts: { "8080/tcp": {} },
        Env: ["PATH=/"],
        Entrypoint: ["/goserver"],
        WorkingDir: "/",
        Labels: {
          "org.opencontainers.image.revision": "0123456789abcdef0123456789abcdef01234567",
          "org.opencontainers.image.version": "0.1.0",
        },
      },
      rootfs: { type: "layers", diff_ids: [sha256(tar)] },
      history: [{ created: "2026-01-02T03:04:05.000Z", created_by: "assembled without Docker by Slipway's sandbox" }],
    });
  });

  test("has a manifest whose descriptors give type, digest and size of what it names", async () => {
    const image = await assembleImage(input);
    const layer = only(image.layers);
    expect(parsed(image.manifest)).toEqual({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest: sha256(image.config.bytes),
        size: image.config.bytes.byteLength,
      },
      layers: [
        {
          mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
          digest: sha256(layer.bytes),
          size: layer.bytes.byteLength,
        },
      ],
      annotations: {
        "org.opencontainers.image.created": "2026-01-02T03:04:05.000Z",
        "org.opencontainers.image.revision": "0123456789abcdef0123456789abcdef01234567",
        "org.opencontainers.image.version": "0.1.0",
      },
    });
    expect(image.manifest.digest).toBe(sha256(image.manifest.bytes));
  });

  test("has one layer with the server in it, executable, root's, and of no date", async () => {
    const entries: object[] = [];
    const reader = extract();
    reader.end(gunzipSync(only((await assembleImage(input)).layers).bytes));
    for await (const entry of reader) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      const { name, mode, uid, gid, mtime, type } = entry.header;
      entries.push({ name, mode, uid, gid, mtime, type, content: Buffer.concat(chunks).toString() });
    }
    expect(entries).toEqual([
      {
        name: "goserver",
        mode: 0o755,
        uid: 0,
        gid: 0,
        mtime: new Date(0),
        type: "file",
        content: "the server's bytes",
      },
    ]);
  });

  test("is the same bytes for the same input, and another image for another commit or server", async () => {
    const digest = async (change: Partial<typeof input>) =>
      (await assembleImage({ ...input, ...change })).manifest.digest;
    const first = await digest({});
    expect(await digest({})).toBe(first);
    expect(await digest({ commit: "f".repeat(40) })).not.toBe(first);
    expect(await digest({ server: new Uint8Array([1]) })).not.toBe(first);
  });
});
