import { type Dirent, existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { patchFiles } from "../../model/manifests/kustomize.ts";
import { UserError } from "../../model/problem.ts";

/** One file to check. */
export interface FoundFile {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  /** In the `templates` folder of a Helm chart. */
  readonly isChartTemplate: boolean;
}

const manifest = /\.(ya?ml|json)$/i;
const skipped = new Set([".git", "node_modules"]);
const kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * Every manifest that the arguments name, each once, sorted within each folder; Kustomize patches left out.
 *
 * @throws UserError when a file or folder isn't there
 */
export async function findFiles(named: readonly string[]): Promise<readonly FoundFile[]> {
  const files: string[] = [];
  for (const name of named) {
    const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`${name}: ${error.code === "ENOENT" ? "no such file or folder" : error.message}`);
    });
    if (found.isDirectory()) files.push(...(await below(name)));
    else files.push(name);
  }
  const once = [...new Map(files.map((file) => [path.resolve(file), file])).values()];
  const patches = await patchesBeside(once);
  return once
    .filter((file) => !patches.has(path.resolve(file)))
    .map((file) => ({ file, isChartTemplate: isChartTemplate(path.resolve(file)) }));
}

async function below(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${folder}: ${error.message}`);
  });
  const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const parts = await Promise.all(sorted.map((entry) => within(folder, entry)));
  return parts.flat();
}

async function within(folder: string, entry: Dirent): Promise<string[]> {
  const file = path.join(folder, entry.name);
  // a linked folder could lead round in a circle; what it holds is found where it really is
  if (entry.isDirectory()) return skipped.has(entry.name) ? [] : below(file);
  if (!manifest.test(entry.name)) return [];
  if (entry.isFile()) return [file];
  const target = entry.isSymbolicLink() ? await stat(file).catch(() => undefined) : undefined;
  return target?.isFile() === true ? [file] : [];
}

async function patchesBeside(files: readonly string[]): Promise<ReadonlySet<string>> {
  const folders = [...new Set(files.map((file) => path.dirname(path.resolve(file))))];
  const patches = new Set<string>();
  for (const folder of folders) {
    for (const name of kustomizations) {
      const file = path.join(folder, name);
      const text = existsSync(file) ? await readFile(file, "utf8").catch(() => "") : "";
      for (const patch of patchFiles(text)) patches.add(path.resolve(folder, patch));
    }
  }
  return patches;
}

function isChartTemplate(file: string): boolean {
  const parts = file.split(path.sep);
  return parts.some(
    (part, index) => part === "templates" && existsSync([...parts.slice(0, index), "Chart.yaml"].join(path.sep)),
  );
}
