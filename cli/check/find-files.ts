import { type Dirent, existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { type Kustomization, readKustomization } from "../../model/manifests/kustomize.ts";
import { UserError } from "../../model/problem.ts";

/** One file to check. */
export interface FoundFile {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  /** In the `templates` folder of a Helm chart. */
  readonly isChartTemplate: boolean;
  /** Where a kustomization of its folder puts its objects. */
  readonly namespace?: string;
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
  const { patches, namespaces } = await kustomizationsOf(once);
  return once
    .map((file) => ({ file, at: path.resolve(file) }))
    .filter(({ at }) => !patches.has(at))
    .map(({ file, at }) => {
      const namespace = namespaces.get(at);
      return { file, isChartTemplate: isChartTemplate(at), ...(namespace === undefined ? {} : { namespace }) };
    });
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

interface Kustomized {
  readonly patches: ReadonlySet<string>;
  /** By file; none for one that two kustomizations put into two. */
  readonly namespaces: ReadonlyMap<string, string | undefined>;
}

async function kustomizationsOf(files: readonly string[]): Promise<Kustomized> {
  const folders = [...new Set(files.map((file) => path.dirname(path.resolve(file))))];
  const patches = new Set<string>();
  const namespaces = new Map<string, string | undefined>();
  for (const folder of folders) {
    const { patches: laidOver, resources, namespace } = await kustomizationIn(folder);
    for (const patch of laidOver) patches.add(path.resolve(folder, patch));
    if (namespace === undefined) continue;
    for (const resource of resources) {
      const at = path.resolve(folder, resource);
      namespaces.set(at, namespaces.has(at) && namespaces.get(at) !== namespace ? undefined : namespace);
    }
  }
  return { patches, namespaces };
}

async function kustomizationIn(folder: string): Promise<Kustomization> {
  const file = kustomizations.map((name) => path.join(folder, name)).find((each) => existsSync(each));
  return readKustomization(file === undefined ? "" : await readFile(file, "utf8").catch(() => ""));
}

function isChartTemplate(file: string): boolean {
  const parts = file.split(path.sep);
  return parts.some(
    (part, index) => part === "templates" && existsSync([...parts.slice(0, index), "Chart.yaml"].join(path.sep)),
  );
}
