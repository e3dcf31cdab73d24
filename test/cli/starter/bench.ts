import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { starter } from "../../../cli/commands/starter.ts";
import { Context } from "../../../cli/context.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { prepareState } from "../../../sandbox/state.ts";
import { type Meddle, startGitFront } from "./git-front.ts";

export const token = "CanaryPasswordOfTheGitServer";

/** A git server for a file of tests, whose login the environment has, and the command that pushes to it. */
export function starterBench() {
  const folder = mkdtempSync(join(tmpdir(), "slipway-starter-e2e-"));
  const paths = prepareState(join(folder, "state"));
  let front: Awaited<ReturnType<typeof startGitFront>>;
  const login = { SLIPWAY_GIT_USER: "slipway", SLIPWAY_GIT_TOKEN: token, GIT_CONFIG_GLOBAL: "/dev/null" };

  beforeAll(async () => {
    front = await startGitFront(paths, { user: "slipway", password: token });
    for (const [name, value] of Object.entries(login)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    front.meddle = () => false;
    for (const [name, value] of Object.entries(login)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await front.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  async function run(args: readonly string[], signal = new AbortController().signal): Promise<string[]> {
    const said: string[] = [];
    const step = () => ({ update() {}, done() {}, fail() {} });
    const progress = { step, note: (text: string) => said.push(text), close() {} };
    expect(await starter(new Context(args, progress, signal))).toBe(0);
    return said;
  }
  return {
    folder,
    paths,
    run,
    origin: () => front.origin,
    /** Stands between the next pushes and the server, until the test ends. */
    meddle: (how: Meddle) => {
      front.meddle = how;
    },
    repository: async (name: string) => {
      const bare = await ensureBareRepository(paths.root, `acme/${name}`);
      const git = (...args: string[]) => execFileSync("git", ["--git-dir", bare, ...args], { encoding: "utf8" }).trim();
      return { url: `${front.origin}/acme/${name}.git`, git };
    },
    /** Arguments that start an app of GitHub's in a repository of the server's. */
    start: (name: string, url: string, ...more: string[]) => [
      ...[name, "--repo", url, "--git", `https://github.com/acme/${name}`, "--test", "make test"],
      ...more,
    ],
    message: (args: string[], signal?: AbortSignal) =>
      run(args, signal).then(
        () => "it was pushed",
        (error: Error) => error.message,
      ),
  };
}
