import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withStateLock } from "../../sandbox/state-lock.ts";
import { root } from "../support/command.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** Standard output, then what went to standard error. */
  readonly output: string;
}

/** A project of a user's own, with the packed Slipway installed from its tarball. */
export interface Project {
  readonly folder: string;
  /** Writes files below the project's folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program of the project's node_modules/.bin, or of PATH. */
  run(program: string, args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<Ended>;
  remove(): void;
}

/** Packs this clone and installs the tarball, with what it depends on, in an empty folder. */
export async function installedProject(): Promise<Project> {
  const parent = mkdtempSync(join(tmpdir(), "slipway-package-"));
  const folder = join(parent, "mine");
  mkdirSync(folder);
  const { devDependencies, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const project: Project = {
    folder,
    write: (files) => {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
    },
    run: (program, args, options = {}) =>
      runIn(folder, program, args, { ...options, path: join(folder, "node_modules/.bin") }),
    remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }),
  };
  try {
    // As npm does it for whoever has cloned: only the build's own answer counts, not npm's notices.
    const pack = () => runIn(root, "npm", ["pack", "--pack-destination", parent], {});
    // It builds `dist`, which two files of tests that pack at once would take away from each other.
    must(await withStateLock(join(root, "node_modules", ".slipway-pack.lock"), pack, 1_200_000));
    project.write({
      "package.json": JSON.stringify({ name: "mine", version: "1.0.0", private: true, type: "module" }),
    });
    const wanted = ["typescript", "@types/node"].map((name) => `${name}@${devDependencies[name]}`);
    const quick = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    must(await project.run("npm", ["install", ...quick, join(parent, `slipway-${version}.tgz`), ...wanted]));
    return project;
  } catch (error) {
    project.remove();
    throw error;
  }
}

/** A copy of the sample's own files, without its definition, as the folder of somebody's app. */
export function copySample(folder: string): void {
  cpSync(join(root, "apps/goserver"), folder, { recursive: true, filter: (file) => !file.endsWith("pipeline.ts") });
}

/** What a program wrote to standard output. @throws Error with all its output when the program didn't end well */
export function must(ended: Ended): string {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}:\n${ended.output}`);
  return ended.stdout;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Searched before the rest of PATH. */
  readonly path?: string;
}

function runIn(folder: string, program: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { cwd = folder, path = "" } = options;
  const env = options.env ?? { ...process.env, CI: "true", NO_COLOR: "1", PATH: `${path}:${process.env["PATH"]}` };
  // npm hands its own settings to what it starts: an npm test that was started by npm must not see them.
  const own = Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || /registry|proxy|cafile/i.test(name));
  return new Promise((resolve) => {
    const started = { cwd, env: Object.fromEntries(own), timeout: 1_200_000, maxBuffer: 2 ** 26 };
    execFile(program, args, started, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, output: stdout + stderr });
    });
  });
}
