import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../run.ts";

/** Rooms whose files, other than TypeScript, are used at run time: Go modules, the sample, the provider's script. */
const rooms = [
  "apps",
  "cli",
  "components",
  "engine",
  "model",
  "progress",
  "promotion",
  "provider",
  "sandbox",
  "stacks",
];

/** Copies into `dist` what the rooms hold besides TypeScript. What Git ignores stays behind. */
export function copyOtherFiles(dist: string): void {
  const args = [
    "-c",
    "safe.directory=*",
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    ...rooms,
  ];
  const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of new Set(files)) {
    if (file.endsWith(".ts") || (file.endsWith(".md") && !file.startsWith("apps/"))) continue;
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    // Keeps what is executable so.
    copyFileSync(join(root, file), join(dist, file));
  }
}
