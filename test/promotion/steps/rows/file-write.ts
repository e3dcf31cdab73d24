import { fileWrite } from "../../../../promotion/steps/file-write.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/file_writer_test.go";
const source = "pkg/promotion/runner/builtin/file_writer.go";

export const table: StepTable = {
  runner: fileWrite,
  rows: [
    {
      name: "writes a file that only its owner reads, and the folders around it",
      from: `${test}, "success"`,
      config: { path: "a/b/test.txt", contents: "hello" },
      after: { a: { dir: true, mode: 0o700 }, "a/b/test.txt": { content: "hello", mode: 0o600 } },
    },
    {
      name: "gives the permissions it is told",
      from: `${test}, "writes configured permissions"`,
      config: { path: "test.txt", contents: "hello", permissions: "0664" },
      after: { "test.txt": { content: "hello", mode: 0o664 } },
    },
    {
      name: "leaves a file that is there",
      from: `${test}, "existing file without overwrite"`,
      config: { path: "test.txt", contents: "new" },
      before: { "test.txt": "old" },
      error: 'file "test.txt" already exists; set overwrite to true to replace it',
      terminal: true,
    },
    {
      name: "replaces it when told to, permissions too",
      from: `${test}, "existing file with overwrite"`,
      config: { path: "test.txt", contents: "new", overwrite: true },
      before: { "test.txt": { content: "old", mode: 0o644 } },
      after: { "test.txt": { content: "new", mode: 0o600 } },
    },
    {
      name: "refuses an absolute path",
      from: `${source}, run`,
      config: { path: "/test.txt", contents: "x" },
      error: 'path "/test.txt" must be relative',
      terminal: true,
    },
    {
      name: "refuses a path that climbs out",
      from: `${source}, run`,
      config: { path: "a/../../x", contents: "x" },
      error: 'path "a/../../x" attempts to traverse outside the working directory',
      terminal: true,
    },
    {
      name: "refuses Git's own folder",
      from: `${source}, run`,
      config: { path: "./.git/config", contents: "x" },
      error: 'writing to the .git directory is forbidden: "./.git/config"',
      terminal: true,
    },
    {
      name: "refuses a path through a link",
      from: `${source}, run`,
      config: { path: "link/x", contents: "x" },
      before: { link: { link: "real" }, real: { dir: true } },
      error: 'path "link/x" resolves to a different path "real/x" (symlinks are forbidden)',
      terminal: true,
    },
    {
      name: "refuses an executable",
      from: `${source}, parseFileWritePermissions`,
      config: { path: "x", contents: "x", permissions: "0755" },
      error: 'permissions "0755" must not include executable bits',
      terminal: true,
    },
    {
      name: "refuses what everyone may write",
      from: `${source}, parseFileWritePermissions`,
      config: { path: "x", contents: "x", permissions: "0666" },
      error: 'permissions "0666" must not be world-writable',
      terminal: true,
    },
    {
      name: "stumbles over a file where a folder has to be",
      from: `${source}, run`,
      config: { path: "a/x", contents: "x" },
      before: { a: "file" },
      error: 'error creating parent directories for "a/x": mkdir a: not a directory',
    },
  ],
};
