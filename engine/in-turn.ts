import { UserError } from "../model/problem.ts";
import { Stopped } from "./stopped.ts";

/**
 * Does one thing after another with stacks that stand on each other.
 *
 * @throws UserError at the first that fails, with what was not started: the same call goes on where this one stopped
 */
export async function inTurn<Stack extends { readonly name: string }, Result>(
  stacks: readonly Stack[],
  run: (stack: Stack) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, stack] of stacks.entries()) {
    try {
      results.push(await run(stack));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const waiting = stacks.slice(index + 1).map(({ name }) => name);
      const rest = waiting.length === 0 ? "" : `Not started: ${waiting.join(", ")}. `;
      if (error instanceof Stopped) throw new Stopped(`${error.message}\n${rest}`.trim(), { cause: error });
      const next = `${rest}Mend it and run the same command again: it goes on where it stopped.`;
      throw new UserError(`${error.message}\n${next}`, { cause: error });
    }
  }
  return results;
}
