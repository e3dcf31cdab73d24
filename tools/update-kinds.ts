/** Generates model/kinds from the pinned CRDs and schemas. Run by `npm run update`; `verify` asks it what would change. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { generatedKinds } from "./kinds/sources.ts";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "model/kinds");

/**
 * Brings model/kinds up to date, or with `check` only says what isn't. Returns the files that differ, were missing or
 * are left over, from the repository's root, sorted.
 *
 * @throws Error when a pinned module can't be had or has another shape than expected
 */
export async function updateKinds({ check }: { readonly check: boolean }): Promise<string[]> {
  const wanted = await generatedKinds();
  const present = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".gen.ts"));
  const stale: string[] = [];
  for (const [file, text] of wanted) {
    const target = path.join(folder, file);
    const current = present.includes(path.normalize(file)) ? await readFile(target, "utf8") : undefined;
    if (current === text) continue;
    stale.push(file);
    if (check) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  for (const file of present.filter((name) => !wanted.has(name.split(path.sep).join("/")))) {
    stale.push(file);
    if (!check) await rm(path.join(folder, file));
  }
  return stale.map((file) => path.relative(root, path.join(folder, file))).sort();
}

if (import.meta.main) {
  const check = process.argv.includes("--check");
  const stale = await updateKinds({ check });
  for (const file of stale) console.log(`${check ? "stale" : "written"}: ${file}`);
  if (check && stale.length > 0) process.exitCode = 1;
}
