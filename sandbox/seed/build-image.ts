import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../../progress/progress.ts";
import { mainPackage } from "./main-package.ts";
import { assembleImage, type OciImage } from "./oci-image.ts";
import { runProgram } from "./run-program.ts";

/** The Go that compiles the server, and its environment: PATH, HOME, caches, proxies. */
export interface GoProgram {
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface BuildImageArgs {
  /** The app's folder, with its go.mod. */
  readonly source: string;
  /** The app's name; its program becomes `/<name>`. */
  readonly name: string;
  readonly version: string;
  readonly commit: string;
  /** RFC 3339; the commit's date, so that one commit gives one image. */
  readonly created: string;
  readonly go: GoProgram;
  /** An existing folder for the compiled server, removed again. */
  readonly tmp: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Cold, with a full machine, a minute on 2 cores has been seen; more means that something hangs. */
const timeoutMs = 600_000;

/**
 * Compiles the server as the app's Dockerfile does and puts it into an image.
 *
 * @throws Error with the compiler's last lines when it doesn't compile
 */
export async function buildImage(args: BuildImageArgs): Promise<OciImage> {
  const { name, version, commit, created, tmp, progress, signal } = args;
  const step = progress.step(`image of ${name} ${version}`);
  const folder = await mkdtemp(join(tmp, "build-"));
  try {
    step.update("compiling the server");
    const binary = join(folder, name);
    await compileServer({ ...args, binary });
    step.update("assembling");
    signal?.throwIfAborted();
    const server = await readFile(binary);
    const image = await assembleImage({ name, server, architecture: goArchitecture(), version, commit, created });
    step.done(`commit ${commit.slice(0, 12)}; assembled without Docker: one layer, no distroless base`);
    return image;
  } catch (error) {
    step.fail();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function compileServer(args: BuildImageArgs & { readonly binary: string }): Promise<void> {
  const { source, name, version, commit, go, binary, signal } = args;
  const main = await mainPackage(source, name);
  await runProgram({
    program: go.binary,
    args: [
      "build",
      "-trimpath",
      // Version control's stamp would differ between a clone with and one without uncommitted files.
      "-buildvcs=false",
      `-ldflags=-s -w -buildid= -X main.version=${version} -X main.commit=${commit}`,
      `-o=${binary}`,
      main,
    ],
    cwd: source,
    env: {
      ...go.env,
      GOOS: "linux",
      GOARCH: goArchitecture(),
      CGO_ENABLED: "0",
      // What a user has set for other work must not change the bytes or start another toolchain.
      GOFLAGS: "-mod=readonly",
      GOWORK: "off",
      GOTOOLCHAIN: "local",
      GOAMD64: "v1",
      GOARM64: "v8.0",
      GOEXPERIMENT: "",
    },
    timeoutMs,
    signal,
  });
}

/** This machine's architecture in Go's words. */
function goArchitecture(): string {
  return process.arch === "x64" ? "amd64" : process.arch;
}
