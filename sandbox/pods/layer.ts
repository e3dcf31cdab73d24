import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { extract, type Header } from "tar-stream";
import type { LayerEntry } from "./image-files.ts";

/** Of one layer. */
const mostEntries = 500_000;
/** Unpacked, of one layer or one program: what is packed small must not fill the disk. */
const mostBytes = 4_000_000_000;

/**
 * What a layer's archive holds. Nothing is written anywhere.
 *
 * @param file the layer as the registry stores it: tar, plain or packed by gzip or zstd
 */
export async function layerEntries(file: string): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  await eachEntry(file, async (header, stream) => {
    if (entries.length >= mostEntries) throw new Error(`a layer of the image holds more than ${mostEntries} files`);
    const { name, linkname } = header;
    entries.push({ name, type: entryType(header), ...(linkname ? { target: linkname } : {}) });
    stream.resume();
  });
  return entries;
}

/**
 * Writes one file out of a layer's archive to a path of ours: the archive's own names and permissions decide nothing.
 *
 * @throws Error when the archive doesn't hold it
 */
export async function extractFile(file: string, name: string, to: string): Promise<void> {
  let found = false;
  await eachEntry(file, async (header, stream) => {
    if (header.name !== name || entryType(header) !== "file") {
      stream.resume();
      return;
    }
    // A later entry of the same name replaces an earlier one.
    found = true;
    await pipeline(stream, createWriteStream(to, { mode: 0o700 }));
  });
  if (!found) throw new Error(`the layer holds no file ${name}`);
}

async function eachEntry(file: string, visit: (header: Header, stream: Readable) => Promise<void>): Promise<void> {
  const tar = extract();
  const unpack = await unpacker(file);
  const source = createReadStream(file);
  const reading = unpack ? pipeline(source, unpack, counted, tar) : pipeline(source, counted, tar);
  const visiting = (async () => {
    for await (const entry of tar as AsyncIterable<Readable & { header: Header }>) await visit(entry.header, entry);
  })();
  try {
    await Promise.all([reading, visiting]);
  } finally {
    tar.destroy();
    await Promise.allSettled([reading, visiting]);
  }
}

async function* counted(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.byteLength;
    if (total > mostBytes) throw new Error(`a layer of the image unpacks to more than ${mostBytes} bytes`);
    yield chunk;
  }
}

/** By its first bytes: media types are wrong more often than those. */
async function unpacker(file: string) {
  const handle = await open(file);
  const head = Buffer.alloc(4);
  try {
    await handle.read(head, 0, 4, 0);
  } finally {
    await handle.close();
  }
  if (head.readUInt16BE(0) === 0x1f8b) return createGunzip();
  return head.readUInt32LE(0) === 0xfd2fb528 ? createZstdDecompress() : undefined;
}

function entryType({ type }: Header): LayerEntry["type"] {
  if (type === "file" || type === "contiguous-file") return "file";
  if (type === "directory" || type === "symlink" || type === "link") return type;
  return "other";
}
