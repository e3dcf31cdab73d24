import { createInterface } from "node:readline/promises";
import { UserError } from "../../model/problem.ts";

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

const own: Terminal = { input: process.stdin, output: process.stdout, env: process.env };

/**
 * Asks on the terminal and goes on only after `yes`.
 *
 * @param terminal default: this process's
 * @throws UserError where nobody can be asked, or the answer is another, Ctrl-C and Ctrl-D too
 */
export async function confirm(question: string, signal: AbortSignal, terminal = own): Promise<void> {
  const { input, output, env } = terminal;
  // Some CI systems give their jobs a terminal, and nobody sits before it.
  if (!input.isTTY || !output.isTTY || env["CI"]) {
    throw new UserError("there is no terminal to ask on, so nothing was destroyed: say --yes");
  }
  const lines = createInterface({ input, output });
  try {
    const answer = await lines.question(`${question} Type yes to go on: `, { signal });
    if (answer.trim() !== "yes") throw new UserError("nothing was destroyed");
  } catch (error) {
    // While it asks, Ctrl-C is a key and no signal.
    if ((error as Error).name === "AbortError") throw new UserError("\nnothing was destroyed");
    throw error;
  } finally {
    lines.close();
  }
}
