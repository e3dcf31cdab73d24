import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, describe, expect, test } from "vitest";
import { extractFile, layerEntries } from "../../../sandbox/pods/layer.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-layer-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function tar(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: "bin/", type: "directory" });
  archive.entry({ name: "bin/app", mode: 0o4777 }, "old");
  archive.entry({ name: "../../../../tmp/slipway-evil" }, "evil");
  archive.entry({ name: "/etc/slipway-evil" }, "evil");
  archive.entry({ name: "sh", type: "symlink", linkname: "/bin/sh" });
  archive.entry({ name: "twin", type: "link", linkname: "bin/app" });
  archive.entry({ name: "null", type: "character-device" });
  archive.entry({ name: "bin/app", mode: 0o4777 }, "program");
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

describe.each([
  ["plain", (bytes: Buffer) => bytes],
  ["gzip", (bytes: Buffer) => gzipSync(bytes)],
  ["zstd", (bytes: Buffer) => zstdCompressSync(bytes)],
])("a layer, %s", (name, packed) => {
  const file = join(folder, name);

  test("is listed without anything being written", async () => {
    writeFileSync(file, packed(await tar()));
    const before = readdirSync(folder);
    expect(await layerEntries(file)).toEqual([
      { name: "bin/", type: "directory" },
      { name: "bin/app", type: "file" },
      { name: "../../../../tmp/slipway-evil", type: "file" },
      { name: "/etc/slipway-evil", type: "file" },
      { name: "sh", type: "symlink", target: "/bin/sh" },
      { name: "twin", type: "link", target: "bin/app" },
      { name: "null", type: "other" },
      { name: "bin/app", type: "file" },
    ]);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("gives one file, the last of its name, with permissions of ours", async () => {
    const to = join(folder, `${name}.out`);
    await extractFile(file, "bin/app", to);
    expect([readFileSync(to, "utf8"), statSync(to).mode & 0o7777]).toEqual(["program", 0o700]);
  });

  test("gives no link and no device", async () => {
    const to = join(folder, "none");
    for (const entry of ["sh", "twin", "null", "missing"]) {
      await expect(extractFile(file, entry, to)).rejects.toThrow(`the layer holds no file ${entry}`);
    }
  });
});

test("a layer that is cut off is refused", async () => {
  const file = join(folder, "cut");
  writeFileSync(file, gzipSync(await tar()).subarray(0, 100));
  await expect(layerEntries(file)).rejects.toThrow("unexpected end of file");
});
