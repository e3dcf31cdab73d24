import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { UserError } from "../../model/problem.ts";
import { dataFolder, moduleFolder, pinnedSum } from "./cache.ts";
import type { DataSet } from "./data-sets.ts";
import { describeFailure, tellingLines } from "./failure.ts";
import { type GoContext, runGo } from "./go-command.ts";

interface Download {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/**
 * Copies a data set out of its Go module into the cache.
 *
 * @returns absolute path of its folder, or of its one file
 * @throws UserError with module, version, log and advice when the module can't be had, or isn't the pinned one
 */
export async function fetchData(set: DataSet, context: GoContext): Promise<string> {
  const { folders } = context;
  const log = join(folders.logs, `${set.name}-${set.version}.log`);
  mkdirSync(folders.logs, { recursive: true });
  writeFileSync(log, "");
  const what = `${set.module}@v${set.version}`;
  const result = await runGo(context, ["mod", "download", "-json", what], { cwd: moduleFolder("data"), log });
  const download = parse(result.stdout);
  const fail = (how: string, tail: readonly string[]) =>
    new UserError(
      describeFailure({
        outcome: `${set.name} ${set.version} could not be fetched`,
        how,
        log,
        tail,
        proxy: proxyOf(context),
      }),
    );
  if (!result.ok || !download.Dir) {
    throw fail(result.how, tellingLines([...result.stderr, ...(download.Error ? [download.Error] : [])]));
  }
  // Go checks against the checksum database, which a user may have switched off; the pin is ours to check.
  if (download.Sum !== pinnedSum(set)) {
    throw fail(`${what} isn't the pinned one`, [`checksum mismatch: got ${download.Sum}, pinned ${pinnedSum(set)}`]);
  }
  const target = dataFolder(folders.root, set);
  copy(set, join(download.Dir, set.root), join(folders.work, "out", set.name), target);
  return join(target, set.file ?? "");
}

function copy(set: DataSet, from: string, temporary: string, target: string): void {
  rmSync(temporary, { recursive: true, force: true });
  const paths = set.take === "whole" ? everyFile(from) : set.take.flatMap((entry) => filesOf(from, entry));
  for (const path of paths) {
    const file = join(temporary, path);
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(from, path), file);
    chmodSync(file, path.endsWith(".sh") ? 0o755 : 0o644);
  }
  mkdirSync(dirname(target), { recursive: true });
  renameSync(temporary, target);
}

function filesOf(root: string, entry: string): string[] {
  if (statSync(join(root, entry)).isFile()) return [entry];
  return readdirSync(join(root, entry))
    .filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml")
    .sort()
    .map((name) => join(entry, name));
}

function everyFile(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function proxyOf(context: GoContext): string {
  return context.go.settings["GOPROXY"] ?? "";
}

function parse(text: string): Download {
  try {
    return JSON.parse(text) as Download;
  } catch {
    return {};
  }
}
