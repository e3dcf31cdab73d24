import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./run.ts";

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  packages: Record<string, LockEntry>;
}

/**
 * Adds entries for binaries of other platforms that `npm install` left out. npm leaves out an optional dependency that the
 * registry at hand doesn't serve, and then `npm ci` refuses the lockfile everywhere. The entries carry version and platform
 * only: npm skips them where the platform differs, and elsewhere takes them from its registry.
 *
 * @returns the lockfile's name when it is, or was, incomplete
 */
export async function completeLockfile({ check }: { check: boolean }): Promise<string[]> {
  const file = path.join(root, "package-lock.json");
  const text = await readFile(file, "utf8");
  const lock = JSON.parse(text) as Lockfile;
  const missing = missingEntries(lock.packages);
  if (missing.length === 0) return [];
  if (!check) {
    const all = [...Object.entries(lock.packages), ...missing];
    lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, "en")));
    await writeFile(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  }
  return ["package-lock.json"];
}

/** What optional dependencies name and the lockfile lacks. */
export function missingEntries(packages: Readonly<Record<string, LockEntry>>): [string, LockEntry][] {
  const missing = new Map<string, LockEntry>();
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (platform === undefined || found(packages, place, name)) continue;
      missing.set(`node_modules/${name}`, {
        version,
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...platform,
      });
    }
  }
  return [...missing];
}

/** As Node looks a package up: beside the one that asks, then one folder up, and so on. */
function found(packages: Readonly<Record<string, LockEntry>>, place: string, name: string): boolean {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

const systems = ["linux", "darwin", "win32", "android", "freebsd", "openbsd", "netbsd", "sunos", "aix", "openharmony"];
const processors = ["x64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];

/** The platform in a binary package's name; undefined when the name tells none, so that it isn't such a package. */
function platformOf(name: string): Pick<LockEntry, "os" | "cpu" | "libc"> | undefined {
  const words = name.split("/").at(-1)?.split("-") ?? [];
  const cpu = processors.find((each) => words.includes(each));
  const os = systems.find((each) => words.includes(each));
  if (cpu === undefined) return undefined;
  const libc =
    words.includes("musl") || words.includes("musleabihf") ? "musl" : words.includes("gnu") ? "glibc" : undefined;
  return { cpu: [cpu], ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}
