import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { UserError } from "../model/problem.ts";
import { writeWhole } from "./write-whole.ts";

const ownPack = fileURLToPath(new URL("../policies", import.meta.url));

/**
 * Builds a policy pack's `index.ts` into one CommonJS file, `bin/index.cjs`, unless it was built from the same sources
 * before. Pulumi loads packs by `require` through an old TypeScript loader that takes neither `.ts` imports nor modules.
 *
 * @param folder the pack. Default: Slipway's own, which comes built where Slipway is installed as a package.
 * @returns the pack's folder, to be given to the engine.
 * @throws UserError when the pack doesn't compile.
 */
export async function buildPolicyPack(folder: string = ownPack): Promise<string> {
  const bundle = join(folder, "bin", "index.cjs");
  const digestFile = join(folder, "bin", "sources.json");
  const isBuilt = !existsSync(join(folder, "index.ts")) || isFresh(digestFile, folder);
  if (existsSync(bundle) && isBuilt) return folder;
  mkdirSync(join(folder, "bin"), { recursive: true });
  try {
    const built = await build({
      absWorkingDir: folder,
      entryPoints: ["index.ts"],
      bundle: true,
      write: false,
      outfile: bundle,
      platform: "node",
      format: "cjs",
      target: "node22",
      // Two copies of the SDK in one process don't recognise each other's objects.
      external: ["@pulumi/*"],
      metafile: true,
      logLevel: "silent",
    });
    const sources = Object.keys(built.metafile.inputs).sort();
    writeWhole(bundle, built.outputFiles[0]?.text ?? "");
    writeWhole(digestFile, JSON.stringify({ sources, digest: digestOf(sources, folder) }));
  } catch (error) {
    throw new UserError(`policy pack ${relative(process.cwd(), folder)} doesn't compile: ${(error as Error).message}`);
  }
  return folder;
}

function isFresh(digestFile: string, folder: string): boolean {
  try {
    const { sources, digest } = JSON.parse(readFileSync(digestFile, "utf8")) as { sources: string[]; digest: string };
    return digestOf(sources, folder) === digest;
  } catch {
    return false; // Never built, or a source is gone.
  }
}

function digestOf(sources: readonly string[], folder: string): string {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(`${source}\0`).update(readFileSync(join(folder, source)));
  return hash.digest("hex");
}
