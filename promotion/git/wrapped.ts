import { messageOf } from "../evaluator.ts";
import { TerminalError } from "../step.ts";

/** Puts what was tried before why it failed; a verdict stays one. */
export async function wrapped<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TerminalError) throw error;
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}
