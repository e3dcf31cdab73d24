import { createReadStream } from "node:fs";
import { mkdir, open, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { pathBelow } from "../paths.ts";
import { fileProblem } from "./file-problem.ts";

const maxTotal = 100 * 1024 * 1024;
const maxFile = 50 * 1024 * 1024;
/** What may come out of a compressed archive in all, also of what isn't extracted. */
const maxStream = 10 * maxTotal;
const folderMode = 0o750;

type Entry = Readable & { readonly header: Header };

export interface Extraction {
  readonly workDir: string;
  /** Absolute, existing, in the work folder. */
  readonly into: string;
  readonly ignore: string;
  readonly stripComponents: number;
  readonly signal: AbortSignal;
}

/**
 * Extracts files, folders and symbolic links of a tar archive, compressed with gzip or not. What has an unsafe name is
 * left out, too large an archive refused.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/tar_extractor.go, extractToDir.
 *
 * @throws Error
 */
export async function extractTar(archive: string, path: string, extraction: Extraction): Promise<void> {
  const compressed = await isGzip(archive, path, extraction.workDir);
  const entries = extract();
  const source = createReadStream(archive);
  const { signal } = extraction;
  let seen = 0;
  const bound = async function* (stream: AsyncIterable<Buffer>) {
    for await (const chunk of stream) {
      seen += chunk.length;
      if (seen > maxStream) throw new Error(`extraction aborted: the archive holds more than ${maxStream} bytes`);
      yield chunk;
    }
  };
  // Whoever reads the entries learns of a broken archive too: the pipeline ends them with its error.
  const flow = compressed
    ? pipeline(source, createGunzip(), bound, entries, { signal })
    : pipeline(source, bound, entries, { signal });
  const [, read] = await Promise.allSettled([flow, take(entries as unknown as AsyncIterable<Entry>, extraction)]);
  if (read.status === "rejected") throw read.reason;
  await flow.catch((error: Error) => {
    throw new Error(`error reading tar: ${error.message}`, { cause: error });
  });
}

async function take(entries: AsyncIterable<Entry>, extraction: Extraction): Promise<void> {
  let total = 0;
  const reading = entries[Symbol.asyncIterator]();
  for (;;) {
    let next: Awaited<ReturnType<typeof reading.next>>;
    try {
      next = await reading.next();
    } catch (error) {
      throw new Error(`error reading tar: ${(error as Error).message}`, { cause: error });
    }
    if (next.done) return;
    const entry = next.value;
    const name = targetOf(entry.header, extraction);
    if (name === undefined) {
      entry.resume();
      continue;
    }
    if (entry.header.type === "file") {
      const size = entry.header.size ?? 0;
      if (size > maxFile) throw new Error(`extraction aborted: file ${name} exceeds size limit of ${maxFile} bytes`);
      total += size;
      if (total > maxTotal) throw new Error(`extraction aborted: total size would exceed limit of ${maxTotal} bytes`);
    }
    await place(entry, name, extraction);
  }
}

/** The name an entry is extracted under; undefined when it is left out. */
function targetOf({ name, type }: Header, { stripComponents, ignore }: Extraction): string | undefined {
  if (type !== "file" && type !== "directory" && type !== "symlink") return undefined;
  const parts = name.split("/");
  if (stripComponents > 0 && parts.length <= stripComponents) return undefined;
  const target = stripComponents > 0 ? parts.slice(stripComponents).join("/") : name;
  if (target === "/" || !isSafe(target)) return undefined;
  // Kargo compares patterns with a path they never match; only this one comparison has an effect.
  if (ignore !== "" && basename(target) === ignore.trim()) return undefined;
  return target;
}

function isSafe(path: string): boolean {
  return (
    path !== "" && !path.includes("\\") && !path.startsWith("/") && !path.includes("../") && !path.startsWith("./")
  );
}

async function place(entry: Entry, name: string, { workDir, into }: Extraction): Promise<void> {
  const { header } = entry;
  // A link that was extracted before may point to anywhere; nothing is written outside the work folder through it.
  const wanted = join(into, name);
  const folder = await pathBelow(workDir, relative(workDir, dirname(wanted)));
  await made(workDir, folder);
  const target = join(folder, basename(wanted));
  if (header.type === "directory") {
    await made(workDir, await pathBelow(workDir, relative(workDir, target)));
    entry.resume();
  } else if (header.type === "symlink") {
    const link = header.linkname ?? "";
    // One that can't be made is left out, as one with an unsafe target is.
    if (isSafe(link)) await symlink(link, target).catch(() => undefined);
    entry.resume();
  } else {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const file = await pathBelow(workDir, relative(workDir, target));
    await writeFile(file, Buffer.concat(chunks), { mode: (header.mode ?? 0o600) & 0o777 }).catch((error) => {
      throw new Error(`failed to create file ${relative(workDir, target)}: ${fileProblem(workDir, error)}`);
    });
    if (header.mtime && header.mtime.getTime() > 0) await utimes(file, header.mtime, header.mtime);
  }
}

async function made(workDir: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: folderMode }).catch((error) => {
    throw new Error(`failed to create directory ${relative(workDir, folder)}: ${fileProblem(workDir, error)}`);
  });
}

async function isGzip(archive: string, path: string, workDir: string): Promise<boolean> {
  const file = await open(archive).catch((error) => {
    throw new Error(`failed to open tar file ${JSON.stringify(path)}: ${fileProblem(workDir, error)}`);
  });
  try {
    const header = Buffer.alloc(2);
    const { bytesRead } = await file.read(header, 0, 2, 0);
    if (bytesRead === 0) throw new Error("failed to read file header: EOF");
    return header[0] === 0x1f && header[1] === 0x8b;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new Error(`failed to read file header: ${fileProblem(workDir, error)}`, { cause: error });
  } finally {
    await file.close();
  }
}
