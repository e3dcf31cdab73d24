import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../model/problem.ts";

export interface Written {
  readonly file: string;
  readonly did: "wrote" | "kept" | "replaced";
}

/**
 * Writes files; one that is there with the very same text is kept.
 *
 * @param files absolute path → text
 * @param force replaces files with other text too
 * @throws UserError naming each file with other text, unless `force`; nothing is written then
 */
export async function writeWorkflows(files: ReadonlyMap<string, string>, force: boolean): Promise<Written[]> {
  const plan = [...files].map(([file, text]) => {
    const there = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    const did = there === undefined ? "wrote" : there === text ? "kept" : "replaced";
    return { file, text, did } as const;
  });
  const others = plan.filter(({ did }) => did === "replaced");
  if (others.length > 0 && !force) {
    throw new UserError(
      `nothing was written, since these are there with other text:\n${others.map(({ file }) => `  ${file}`).join("\n")}\nCompare them with --out DIR, or replace them with --force`,
    );
  }
  for (const { file, text, did } of plan) {
    if (did === "kept") continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return plan.map(({ file, did }) => ({ file, did }));
}
