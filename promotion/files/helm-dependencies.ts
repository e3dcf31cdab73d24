import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, normalize } from "node:path";
import { parse, stringify } from "yaml";
import { goQuoted } from "../../model/go-quoted.ts";
import { setYamlValues } from "../formats/yaml-set.ts";
import type { Credentials } from "../outside.ts";
import { pathBelow } from "../paths.ts";
import { fileErrorCode, fileProblem } from "./file-problem.ts";
import { type HelmPlace, runHelm } from "./helm.ts";
import { checkLinks } from "./links-inside.ts";
import { isPlainHttp } from "./plain-http.ts";

/** A dependency in a Chart.yaml or Chart.lock. */
export interface ChartDependency {
  readonly repository: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Fetches what a chart depends on into its folder `charts`, as its Chart.lock says.
 * Source: akuity/kargo v1.11.2, pkg/helm/dependency_manager.go, Build.
 */
export async function buildDependencies(place: HelmPlace, path: string): Promise<void> {
  const { workDir } = place.context;
  const chart = await pathBelow(workDir, path);
  const dependencies = await readDependencies(workDir, join(chart, "Chart.yaml"));
  if (dependencies.length === 0) return;
  await validate(workDir, chart, dependencies);
  const { env, flags } = await logIn(place, dependencies);
  await told("build chart dependencies", () =>
    runHelm({ ...place, env }, ["dependency", "build", chart, "--skip-refresh", ...flags]),
  );
}

/**
 * Sets the versions of dependencies, fetches what they come to and writes Chart.lock.
 * Source: akuity/kargo v1.11.2, pkg/helm/dependency_manager.go, Update.
 *
 * @returns by name: the new version, `old -> new`, or an empty text for one that went
 */
export async function updateDependencies(
  place: HelmPlace,
  path: string,
  updates: readonly ChartDependency[],
): Promise<ReadonlyMap<string, string>> {
  const { workDir } = place.context;
  const chart = await pathBelow(workDir, path);
  const file = join(chart, "Chart.yaml");
  const lock = join(chart, "Chart.lock");
  const backup = join(place.scratch, "Chart.lock");
  const dependencies = await readDependencies(workDir, file);
  await validate(workDir, chart, dependencies);
  await setVersions(file, dependencies, updates);
  const { env, flags } = await logIn(place, dependencies);
  const before = await readLock(workDir, lock);
  if (before !== undefined) await copyFile(lock, backup);
  await told("update chart dependencies", () =>
    runHelm({ ...place, env }, ["dependency", "update", chart, "--skip-refresh", ...flags]),
  );
  const changes = compare(
    before ?? [],
    await readDependencies(workDir, lock, "read updated dependencies from Chart.lock"),
  );
  // Only its date changed.
  if (changes.size === 0 && before !== undefined) {
    await rm(lock, { force: true });
    await rename(backup, lock).catch(() => copyFile(backup, lock));
  }
  return changes;
}

async function readDependencies(
  workDir: string,
  file: string,
  what = "get chart dependencies",
): Promise<ChartDependency[]> {
  const shown = goQuoted(file.slice(workDir.length + 1));
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${what}: read file ${shown}: ${fileProblem(workDir, error)}`, { cause: error });
  }
  let chart: { readonly dependencies?: readonly Partial<ChartDependency>[] } | null;
  try {
    chart = parse(text, { version: "1.1", uniqueKeys: false, logLevel: "error" }) as typeof chart;
  } catch (error) {
    throw new Error(`${what}: unmarshal ${shown}: ${(error as Error).message}`, { cause: error });
  }
  return (chart?.dependencies ?? []).map(({ repository = "", name = "", version = "" }) => ({
    repository,
    name,
    version: String(version),
  }));
}

async function readLock(workDir: string, lock: string): Promise<ChartDependency[] | undefined> {
  try {
    await readFile(lock);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return readDependencies(workDir, lock, "read initial dependencies from Chart.lock");
}

/** A local dependency stays in the work folder, with all the links in it: Helm follows them. */
async function validate(workDir: string, chart: string, dependencies: readonly ChartDependency[]): Promise<void> {
  for (const { repository } of dependencies.filter((each) => each.repository.startsWith("file://"))) {
    const refuse = (reason: string) =>
      new Error(`validate dependencies: invalid dependency ${goQuoted(repository)}: ${reason}`);
    const path = repository.slice("file://".length);
    if (isAbsolute(path)) throw refuse(`dependency path ${goQuoted(path)} must be relative`);
    const folder = join(chart, path);
    let real: string;
    try {
      real = await realpath(folder);
    } catch (error) {
      throw refuse(`resolve dependency path: ${fileProblem(workDir, error)}`);
    }
    if (real !== workDir && !real.startsWith(`${workDir}/`)) {
      throw refuse("dependency path is outside the work directory");
    }
    await checkLinks(workDir, real).catch((error: Error) => {
      throw refuse(error.message);
    });
  }
}

async function setVersions(
  file: string,
  dependencies: readonly ChartDependency[],
  updates: readonly ChartDependency[],
): Promise<void> {
  const changes = updates.flatMap(({ repository, name, version }) => {
    const index = dependencies.findIndex((each) => each.name === name && each.repository === repository);
    if (index === -1) {
      throw new Error(
        `process dependency updates: no dependency in Chart.yaml matches update with repository ${goQuoted(repository)} and name ${goQuoted(name)}`,
      );
    }
    const changed = dependencies[index]?.version !== version;
    return changed ? [{ key: `dependencies.${index}.version`, value: version }] : [];
  });
  if (changes.length === 0) return;
  try {
    await writeFile(file, setYamlValues(await readFile(file, "utf8"), changes));
  } catch (error) {
    const what = "process dependency updates: update Chart.yaml with dependency changes: error mutating bytes";
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes the repositories known to Helm, with their credentials in files that go with the scratch folder. */
async function logIn(place: HelmPlace, dependencies: readonly ChartDependency[]) {
  const { scratch, context } = place;
  const env = {
    HELM_REPOSITORY_CONFIG: join(scratch, "repositories.yaml"),
    HELM_REPOSITORY_CACHE: join(scratch, "repositories"),
    HELM_REGISTRY_CONFIG: join(scratch, "registry.json"),
  };
  const repositories = new Map<string, object>();
  const hosts = new Map<string, boolean>();
  for (const { repository } of dependencies.filter(({ repository: url }) => /^https?:\/\//.test(url))) {
    const found: Credentials | undefined = repository.startsWith("https://")
      ? await context.outside.credentials("helm", repository)
      : undefined;
    const name = createHash("sha256").update(cleanUrl(repository)).digest("hex");
    repositories.set(name, { name, url: repository, ...(found ?? {}) });
  }
  for (const { repository, name } of dependencies.filter((each) => each.repository.startsWith("oci://"))) {
    const host = repository.slice("oci://".length).split("/")[0] ?? "";
    if (!hosts.has(host)) hosts.set(host, await isPlainHttp(host, context.signal));
    const found = await context.outside.credentials("helm", `${repository.replace(/\/$/, "")}/${name}`);
    if (found === undefined) continue;
    const plain = hosts.get(host) ? ["--plain-http"] : [];
    const login = ["registry", "login", "--username", found.username, "--password-stdin", ...plain, "--", host];
    await told(`setup repositories: authenticate with chart repository ${goQuoted(repository)}`, () =>
      runHelm({ ...place, env }, login, found.password),
    );
  }
  const list = { apiVersion: "", repositories: [...repositories.values()] };
  await mkdir(env.HELM_REPOSITORY_CACHE, { recursive: true });
  await writeFile(env.HELM_REPOSITORY_CONFIG, stringify(list), { mode: 0o600 });
  if (repositories.size > 0) {
    await told("fetch repository indexes", () =>
      runHelm({ ...place, env }, ["repo", "update", "--fail-on-repo-update-fail"]),
    );
  }
  const plain = hosts.size > 0 && [...hosts.values()].every(Boolean);
  return { env, flags: plain ? ["--plain-http"] : [] };
}

function cleanUrl(url: string): string {
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}${normalize(parsed.pathname || "/").replace(/(?<=.)\/$/, "")}`;
}

async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

function compare(before: readonly ChartDependency[], after: readonly ChartDependency[]): Map<string, string> {
  const old = new Map(before.map(({ name, version }) => [name, version]));
  const changes = new Map<string, string>();
  for (const { name, version } of after) {
    const previous = old.get(name);
    if (previous === undefined) changes.set(name, version);
    else if (previous !== version) changes.set(name, `${previous} -> ${version}`);
    old.delete(name);
  }
  for (const name of old.keys()) changes.set(name, "");
  return changes;
}
