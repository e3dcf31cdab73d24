import { lstat, readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { parseAllDocuments } from "yaml";
import { goQuoted } from "../../model/go-quoted.ts";
import { type Fields, isFields, type Named, namedFiles, textsOf } from "./kustomization-fields.ts";

/** What a kustomization and all it is made of reach for. */
export interface Reach {
  /** It names a file beside its own folder: kustomize has to be told that this is allowed. */
  readonly beside: string | undefined;
  /** It fetches from elsewhere. */
  readonly remote: string | undefined;
  /** Generators or transformers come from a folder, so what they read is known only when it is built. */
  readonly dynamic: string | undefined;
  /** It renders a chart. */
  readonly helm: boolean;
  /** Every folder that it reads, the charts' too. */
  readonly folders: ReadonlySet<string>;
}

const fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * Reads a kustomization and everything it names, before kustomize does: no file outside the work folder may come into
 * what is rendered, and no text of the repository may become an option of helm. Kargo keeps kustomize in by a file
 * system of its own (fluxcd/pkg/kustomize v1.24.0, filesys/fs_secure.go), which a program of its own can't be given.
 *
 * @param folder absolute; what isn't there is left to kustomize to complain about
 * @throws Error naming the kustomization and what it names
 */
export async function kustomizationReach(workDir: string, folder: string): Promise<Reach> {
  const survey = new Survey(workDir);
  await survey.folder(folder);
  return survey;
}

class Survey implements Reach {
  beside: string | undefined;
  remote: string | undefined;
  dynamic: string | undefined;
  helm = false;
  readonly folders = new Set<string>();
  readonly #workDir: string;
  readonly #seen = new Set<string>();

  constructor(workDir: string) {
    this.#workDir = workDir;
  }

  async folder(path: string): Promise<void> {
    this.folders.add(path);
    for (const name of fileNames) {
      const file = join(path, name);
      const real = await this.#inside(file, file);
      if (real === undefined || this.#seen.has(real)) continue;
      this.#seen.add(real);
      for (const document of await documents(real)) await this.#kustomization(path, file, document);
    }
  }

  async #kustomization(folder: string, file: string, document: Fields): Promise<void> {
    for (const named of namedFiles(document)) await this.#entry(folder, file, named);
    if (document["helmCharts"] !== undefined || document["helmChartInflationGenerator"] !== undefined) this.helm = true;
    this.#checkHelm(file, [document["helmCharts"], document["helmGlobals"], document["helmChartInflationGenerator"]]);
    for (const list of ["generators", "transformers", "validators"]) {
      for (const entry of textsOf(document[list])) await this.#plugin(folder, file, entry);
    }
  }

  async #entry(folder: string, file: string, { text, mayBeFolder }: Named): Promise<void> {
    const path = isAbsolute(text) ? text : join(folder, text);
    const real = await this.#inside(path, file, text);
    if (real === undefined) {
      if (looksRemote(text)) this.remote ??= text;
      return;
    }
    const isFolder = (await stat(real)).isDirectory();
    if (isFolder && mayBeFolder) return this.folder(real);
    const root = await realpath(folder);
    if (!real.startsWith(`${root}/`)) this.beside ??= text;
  }

  /** Generators, transformers and validators: a text of YAML, a file with it, or a folder that renders to it. */
  async #plugin(folder: string, file: string, entry: string): Promise<void> {
    if (entry.includes("\n")) {
      for (const config of parsed(entry)) await this.#kustomization(folder, file, asKustomization(config));
      return;
    }
    const path = isAbsolute(entry) ? entry : join(folder, entry);
    const real = await this.#inside(path, file, entry);
    if (real === undefined) {
      if (looksRemote(entry)) this.dynamic ??= entry;
      return;
    }
    if ((await stat(real)).isDirectory()) {
      this.dynamic ??= entry;
      return this.folder(real);
    }
    if (!real.startsWith(`${await realpath(folder)}/`)) this.beside ??= entry;
    for (const config of await documents(real)) await this.#kustomization(folder, file, asKustomization(config));
  }

  /** @returns the real path of what is there; undefined for what isn't */
  async #inside(path: string, file: string, text = path): Promise<string | undefined> {
    let real: string;
    try {
      real = await realpath(path);
    } catch {
      return (await lstat(path).catch(() => undefined)) === undefined ? undefined : this.#refuse(file, text);
    }
    if (real !== this.#workDir && !real.startsWith(`${this.#workDir}/`)) this.#refuse(file, text);
    return real;
  }

  #refuse(file: string, text: string): never {
    throw new Error(`${this.#shown(file)} leads out of the work folder: ${goQuoted(this.#shown(text))}`);
  }

  #shown(path: string): string {
    return path.startsWith(this.#workDir) ? relative(this.#workDir, path) || "." : path;
  }

  #checkHelm(file: string, parts: readonly unknown[]): void {
    const visit = (value: unknown, key = ""): void => {
      if (key === "valuesInline" || key === "valuesLocal") return;
      if (key === "configHome" || key === "helmHome" || key === "helmBin") {
        throw new Error(`${this.#shown(file)} gives Helm a folder or a program of the repository: ${key}`);
      }
      if (typeof value === "string" && value.startsWith("-")) {
        throw new Error(`${this.#shown(file)} gives Helm an option as ${key}: ${goQuoted(value)}`);
      }
      if (Array.isArray(value)) for (const item of value) visit(item, key);
      else if (isFields(value)) for (const [name, field] of Object.entries(value)) visit(field, name);
    };
    for (const part of parts) visit(part);
  }
}

/** The fields of a plugin's config that name files, where a kustomization has them. */
function asKustomization(config: Fields): Fields {
  const kind = config["kind"];
  if (kind === "HelmChartInflationGenerator") return { helmCharts: [config] };
  if (kind === "ConfigMapGenerator" || kind === "SecretGenerator") return { configMapGenerator: [config] };
  return {
    patches: [{ path: config["path"] }],
    patchesStrategicMerge: config["paths"],
    replacements: config["replacements"],
  };
}

function looksRemote(text: string): boolean {
  return /:\/\/|^git@|^[\w.-]+\.[a-z]+[/:]|\?ref=/i.test(text);
}

async function documents(file: string): Promise<Fields[]> {
  try {
    return parsed(await readFile(file, "utf8"));
  } catch (error) {
    throw new Error(`can't read ${dirname(file) === "." ? file : file.slice(dirname(file).length + 1)}`, {
      cause: error,
    });
  }
}

/** What is no YAML is for kustomize to complain about; it reads nothing of it then. */
function parsed(text: string): Fields[] {
  return parseAllDocuments(text, { uniqueKeys: false, merge: true, logLevel: "error" })
    .map((document) => ("toJS" in document ? (document.toJS({ maxAliasCount: 1000 }) as unknown) : undefined))
    .filter(isFields);
}
