import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Problem } from "../../model/problem.ts";
import { versions } from "../../model/versions.ts";
import type { CacheFolders } from "./cache.ts";
import { type Environment, isExecutable, onPath } from "./environment.ts";
import { compareVersions } from "./version.ts";

/** An installed Go, and how its user gets modules. */
export interface Go {
  /** Absolute path of the `go` command. */
  readonly path: string;
  /** As Go says it, without the leading `go`: `1.26.8`. */
  readonly version: string;
  /** Settings about where modules come from (`GOPROXY`, …), from the user's environment or `go env -w`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Where modules come from and how far they are trusted: the user's business, so it is kept. */
const moduleSettings = [
  "GOPROXY",
  "GOSUMDB",
  "GOPRIVATE",
  "GONOPROXY",
  "GONOSUMDB",
  "GOINSECURE",
  "GOAUTH",
  "GOVCS",
] as const;

/** The way to the network, which `go` and the `git` it may call read from their environment. */
const networkVariables = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_CAINFO",
] as const;

const run = promisify(execFile);
const askTimeout = 10_000;

/**
 * The first Go on PATH that answers. It is asked without a HOME, where any call of Go would leave its telemetry; only
 * the shim of a version manager, which can't do without, gets the user's whole environment, to tell where its Go is.
 */
export async function findGo(env: Environment): Promise<Go | undefined> {
  const { HOME: _, XDG_CONFIG_HOME: __, ...homeless } = env;
  for (const path of onPath("go", env)) {
    const go = (await askGo(path, { ...homeless, GOENV: userSettings(env) })) ?? (await askGo(path, env));
    if (go) return go;
  }
  return undefined;
}

async function askGo(path: string, env: Environment): Promise<Go | undefined> {
  // Without GOTOOLCHAIN=local an old Go would fetch a newer one just to say which it is.
  const options = { env: { ...env, GOTOOLCHAIN: "local", GOWORK: "off" }, cwd: "/", timeout: askTimeout };
  try {
    const [told, asked] = await Promise.all([
      run(path, ["version"], options),
      run(path, ["env", "-json", "GOROOT", ...moduleSettings], options),
    ]);
    const version = /\bgo(\d\S*)/.exec(told.stdout)?.[1];
    if (!version) return undefined;
    const { GOROOT, ...settings } = JSON.parse(asked.stdout) as Record<string, string>;
    const real = join(GOROOT ?? "/", "bin", "go");
    return { path: isExecutable(real) ? real : path, version, settings };
  } catch {
    return undefined;
  }
}

/** Where `go env -w` keeps what a user has set, found as Go's os.UserConfigDir does. */
function userSettings(env: Environment): string {
  const home = env["HOME"] ?? "/";
  const config = process.platform === "darwin" ? join(home, "Library", "Application Support") : join(home, ".config");
  return env["GOENV"] ?? join((process.platform !== "darwin" && env["XDG_CONFIG_HOME"]) || config, "go", "env");
}

/** What is wrong with the installed Go, if something has to be built with it. */
export function goProblem(go: Go | undefined): Problem | undefined {
  const allowed = `Go ${versions.go} or later`;
  const fix = "Install it from https://go.dev/dl and put its bin folder on PATH";
  if (!go) {
    return {
      rule: "go-missing",
      severity: "error",
      path: "machine.go",
      message:
        "Go is needed to build the sandbox's programs and the sample's server, and none on PATH answers to `go version`",
      allowed,
      fix,
    };
  }
  if (compareVersions(go.version, versions.go) >= 0) return undefined;
  return {
    rule: "go-too-old",
    severity: "error",
    path: "machine.go",
    message: "the installed Go is too old for the pinned programs",
    got: `${go.version} at ${go.path}`,
    allowed,
    fix,
  };
}

/**
 * The environment that Go builds in: its own HOME, TMPDIR and caches, none of the user's flags, but the user's way to
 * the modules.
 */
export function buildEnvironment(go: Go, folders: CacheFolders, env: Environment): Record<string, string> {
  const netrc = env["NETRC"] ?? join(env["HOME"] ?? "/", ".netrc");
  const kept = [...networkVariables, "GOROOT"].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    ...(existsSync(netrc) ? { NETRC: netrc } : {}),
    ...go.settings,
    PATH: env["PATH"] ?? "",
    HOME: join(folders.work, "home"),
    TMPDIR: join(folders.work, "tmp"),
    GOCACHE: join(folders.work, "build"),
    GOMODCACHE: join(folders.work, "modules"),
    GOENV: "off",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    CGO_ENABLED: "0",
    // No version control stamp: our mains lie in the user's clone, whose owner git may not trust.
    GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false -trimpath",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
  };
}
