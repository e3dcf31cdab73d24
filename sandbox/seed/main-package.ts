import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../model/problem.ts";

/**
 * The package `go build` makes the app's program from: the app's own folder, or the one folder of its `cmd`.
 *
 * @param app the app's name: of several folders in `cmd` it takes the one of that name.
 * @returns `.` or `./cmd/<name>`.
 * @throws UserError when the folder holds no Go program, or several and none of the app's name.
 */
export async function mainPackage(folder: string, app: string): Promise<string> {
  const files = await filesOf(folder);
  if (!files.includes("go.mod")) {
    throw new UserError(
      `${folder} holds no go.mod. The sandbox has no container engine, so a Dockerfile can't be built here; what it can build is a Go program, with the go on PATH. slipway check and slipway render work for any app`,
    );
  }
  if (await holdsMain(folder)) return ".";
  const commands = await readdir(join(folder, "cmd"), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const each of commands) {
    if (each.isDirectory() && (await holdsMain(join(folder, "cmd", each.name)))) found.push(each.name);
  }
  const [only, ...others] = found.sort();
  const chosen = others.length === 0 ? only : found.find((name) => name === app);
  if (chosen !== undefined) return `./cmd/${chosen}`;
  throw new UserError(
    found.length === 0
      ? `${folder} holds no package main, neither itself nor in cmd/: there is no Go program to run in the sandbox`
      : `${join(folder, "cmd")} holds several programs (${found.join(", ")}) and none is named ${app}: name the app like the one that the sandbox shall run`,
  );
}

async function holdsMain(folder: string): Promise<boolean> {
  const files = await filesOf(folder);
  for (const name of files.filter((each) => each.endsWith(".go") && !each.endsWith("_test.go"))) {
    if (/^package main\b/m.test(await readFile(join(folder, name), "utf8"))) return true;
  }
  return false;
}

async function filesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
