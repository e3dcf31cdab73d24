import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ProblemsError } from "../../model/problem.ts";
import { type Facts, type FolderFacts, judge, preflight } from "../../sandbox/preflight.ts";
import { scratch } from "./toolchain/fake-go.ts";

const cache: FolderFacts = { what: "cache", path: "/c", writable: true, device: 1, free: 20_000, needed: 8_800 };
const state: FolderFacts = { what: "state", path: "/s", writable: true, device: 1, free: 20_000, needed: 500 };
const good: Facts = {
  platform: "linux",
  node: "24.21.0",
  go: { path: "/go/bin/go", version: "1.26.8", settings: {} },
  git: { execPath: "/usr/lib/git-core", httpBackend: true },
  folders: [cache, state],
};
const error = { severity: "error" } as const;

describe("a machine", () => {
  test("with all that is needed is fine", () => {
    expect(judge(good)).toEqual([]);
  });

  test.each<[string, Partial<Facts>, object]>([
    [
      "without Go",
      { go: undefined },
      {
        ...error,
        rule: "go-missing",
        path: "machine.go",
        message:
          "Go is needed to build the sandbox's programs and the sample's server, and none on PATH answers to `go version`",
        allowed: "Go 1.26.3 or later",
        fix: "Install it from https://go.dev/dl and put its bin folder on PATH",
      },
    ],
    [
      "with an old Go",
      { go: { path: "/usr/bin/go", version: "1.19.8", settings: {} } },
      {
        ...error,
        rule: "go-too-old",
        path: "machine.go",
        message: "the installed Go is too old for the pinned programs",
        got: "1.19.8 at /usr/bin/go",
        allowed: "Go 1.26.3 or later",
        fix: "Install it from https://go.dev/dl and put its bin folder on PATH",
      },
    ],
    [
      "without git",
      { git: undefined },
      {
        ...error,
        rule: "git-missing",
        path: "machine.git",
        message: "git is needed, and none on PATH answers to `git --exec-path`",
        fix: "Install it with your system's package manager",
      },
    ],
    [
      "with half a git",
      { git: { execPath: "/usr/libexec/git-core", httpBackend: false } },
      {
        ...error,
        rule: "git-http-backend-missing",
        path: "machine.git",
        message: "this git comes without `git http-backend`, which serves the sandbox's repositories",
        got: "/usr/libexec/git-core",
        fix: "Install the full git package (on Alpine: git-daemon)",
      },
    ],
    [
      "with an old Node",
      { node: "22.17.1" },
      {
        ...error,
        rule: "node-too-old",
        path: "machine.node",
        message: "this Node.js is too old to run TypeScript as it is",
        got: "22.17.1",
        allowed: "22.18.0 or later",
        fix: "Start it by `npm run sandbox`, which brings its own Node, or install a newer one",
      },
    ],
    [
      "of another system, whatever else is wrong with it",
      { platform: "win32", git: undefined, go: undefined },
      {
        ...error,
        rule: "unsupported-system",
        path: "machine.system",
        message: "the sandbox doesn't run on this operating system",
        got: "win32",
        allowed: "Linux, macOS",
        fix: "On Windows, run it in WSL 2",
      },
    ],
    [
      "whose state folder belongs to somebody else",
      { folders: [cache, { ...state, writable: false, device: 2, free: 0 }] },
      {
        ...error,
        rule: "folder-not-writable",
        path: "state",
        message: "the state folder can't be written by this user",
        got: "/s",
        fix: "Change its permissions, or choose another folder with --state",
      },
    ],
    [
      "with a file where the cache belongs",
      { folders: [{ ...cache, blockedBy: "/c" }, state] },
      {
        ...error,
        rule: "not-a-folder",
        path: "cache",
        message: "the cache folder can't be made, because there is something else in its place",
        got: "/c",
        fix: "Remove it, or set SLIPWAY_CACHE to another folder",
      },
    ],
    [
      "whose one disk hasn't room for both",
      { folders: [cache, state].map((folder) => ({ ...folder, free: 9_000 })) },
      {
        ...error,
        rule: "disk-too-small",
        path: "machine.disk",
        message: "the disk is too small: it takes 8.8 GB in /c and 500 MB in /s",
        got: "9.0 GB free",
        allowed: "9.3 GB or more",
        fix: "Make room, or choose folders on another disk with SLIPWAY_CACHE and --state",
      },
    ],
    [
      "whose second disk is too small",
      { folders: [cache, { ...state, device: 2, free: 400 }] },
      {
        ...error,
        rule: "disk-too-small",
        path: "machine.disk",
        message: "the disk is too small: it takes 500 MB in /s",
        got: "400 MB free",
        allowed: "500 MB or more",
        fix: "Make room, or choose folders on another disk with SLIPWAY_CACHE and --state",
      },
    ],
  ])("%s is refused", (_, difference, problem) => {
    expect(judge({ ...good, ...difference })).toEqual([problem]);
  });

  test("with room for each folder on a disk of its own is fine", () => {
    expect(
      judge({
        ...good,
        folders: [
          { ...cache, free: 8_800 },
          { ...state, device: 2, free: 500 },
        ],
      }),
    ).toEqual([]);
  });
});

describe("looking at this machine", () => {
  test("tells all its problems at once, before anything is written", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "file"), "");
    const surroundings = {
      cache: join(folder, "cache"),
      state: join(folder, "file", "deep", "state"),
      env: { PATH: "" },
    };
    await expect(preflight(surroundings)).rejects.toThrow(
      new ProblemsError("The sandbox can't start on this machine", [
        ...judge({ ...good, go: undefined, git: undefined }),
        {
          rule: "not-a-folder",
          severity: "error",
          path: "state",
          message: "the state folder can't be made, because there is something else in its place",
          got: join(folder, "file"),
          fix: "Remove it, or choose another folder with --state",
        },
      ]),
    );
  });

  // Root writes everywhere.
  test.skipIf(process.getuid?.() === 0)("sees a folder that this user can't write", async () => {
    const folder = scratch();
    mkdirSync(join(folder, "closed"));
    chmodSync(join(folder, "closed"), 0o500);
    const surroundings = { cache: folder, state: join(folder, "closed", "state"), env: process.env };
    await expect(preflight(surroundings)).rejects.toThrow("state: the state folder can't be written by this user");
  });
});
