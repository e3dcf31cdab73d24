import { readFile } from "node:fs/promises";
import { goQuoted } from "../../model/go-quoted.ts";
import { fileProblem } from "./file-problem.ts";

/**
 * The text of a file that a step works on.
 *
 * @param what how Kargo calls it: `JSON file`
 * @param path as the config has it, for the message
 */
export async function readText(workDir: string, absolute: string, what: string, path: string): Promise<string> {
  try {
    return await readFile(absolute, "utf8");
  } catch (error) {
    throw new Error(`error reading ${what} ${goQuoted(path)}: ${fileProblem(workDir, error)}`, { cause: error });
  }
}
