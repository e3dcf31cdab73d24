import { createInterface } from "node:readline/promises";
import { UserError } from "../../model/problem.ts";

/**
 * Asks on the terminal and goes on only after `yes`.
 *
 * @throws UserError where nobody can be asked, or the answer is another
 */
export async function confirm(question: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError("there is no terminal to ask on, so nothing was destroyed: say --yes");
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question(`${question} Type yes to go on: `, { signal });
    if (answer.trim() !== "yes") throw new UserError("nothing was destroyed");
  } finally {
    lines.close();
  }
}
