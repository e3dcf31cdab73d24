import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { existingState, prepareState, readJson, readSandboxFile, statePaths } from "../../sandbox/state.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-state-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a state folder is its owner's alone, and one by whatever name it is given", () => {
  const real = join(folder, "real");
  const paths = prepareState(real);
  for (const path of [paths.root, paths.pki, paths.config, paths.run, paths.logs, paths.etcd]) {
    expect(`${path} ${(statSync(path).mode & 0o777).toString(8)}`).toBe(`${path} 700`);
  }
  const alias = join(folder, "alias");
  symlinkSync(real, alias);
  expect([prepareState(alias), existingState(alias)]).toEqual([paths, paths]);
  expect([existingState(join(folder, "none")), readSandboxFile(join(folder, "none"))]).toEqual([undefined, undefined]);
});

test("a folder that cannot be made is refused with the reason", () => {
  writeFileSync(join(folder, "file"), "");
  const path = join(folder, "file/state");
  expect(() => prepareState(path)).toThrow(
    `state folder ${path} cannot be used: ENOTDIR: not a directory, mkdir '${path}'. Give a folder that you may write to with --state`,
  );
});

test("sockets are in the state folder unless its path is too long for one", () => {
  expect(statePaths("/short").sockets).toBe("/short/run");
  const long = statePaths(`/${"x".repeat(90)}`).sockets;
  expect(long).toMatch(/\/slipway-[0-9a-f]{16}$/);
  expect(statePaths(`/${"y".repeat(90)}`).sockets).not.toBe(long);
});

test("a file of ours that somebody broke is named", () => {
  const path = join(folder, "broken.json");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, "{");
  expect(() => readJson(path)).toThrow(
    `${path} is not JSON: Slipway wrote it, something else changed it. Remove the state folder`,
  );
  expect(readJson(join(folder, "absent.json"))).toBeUndefined();
});
