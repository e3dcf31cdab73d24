import { open } from "node:fs/promises";
import { longestFile, notRead, type ReadFile, readManifests, tooLong } from "../../model/manifests/read.ts";
import type { FoundFile } from "./find-files.ts";

/** Open at once: enough to keep a disk busy, few enough for any limit on open files. */
const atOnce = 32;

/** Reads files side by side and gives them in their order, each as soon as those before it are there. */
export async function* readFiles(files: readonly FoundFile[]): AsyncGenerator<ReadFile> {
  const ahead: Promise<() => ReadFile>[] = [];
  for (let next = 0; next < files.length || ahead.length > 0; ) {
    for (let file = files[next]; file !== undefined && ahead.length < atOnce; file = files[++next]) {
      ahead.push(readOne(file));
    }
    const parse = await ahead.shift();
    if (parse !== undefined) yield parse();
  }
}

/** Resolves to the parsing of what was read, so that findings come as soon as the first file is parsed. Never rejects. */
async function readOne({ file, isChartTemplate, namespace }: FoundFile): Promise<() => ReadFile> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size > longestFile) return () => tooLong(file, size);
    const text = await handle.readFile("utf8");
    return () => readManifests(file, text, isChartTemplate, namespace);
  } catch (error) {
    return () => notRead(file, (error as NodeJS.ErrnoException).code ?? "unknown");
  }
}
