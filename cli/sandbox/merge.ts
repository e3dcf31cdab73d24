import { UserError } from "../../model/problem.ts";
import { readSandboxFile } from "../../sandbox/state.ts";
import type { Context } from "../context.ts";
import { chooseApp, chosenPipeline } from "./chosen-app.ts";
import { pullRequestsOf } from "./pull-requests.ts";

/**
 * The person who merges a pull request in the sandbox; without a number, who looks which are open.
 *
 * @throws UserError when the sandbox isn't up, or the git server refuses, in its words
 */
export async function merge(context: Context, state: string, number: string | undefined): Promise<number> {
  const file = readSandboxFile(state);
  if (file === undefined)
    throw new UserError(`the sandbox of ${state} is not up: ${context.commandLine("sandbox", "up")}`);
  const pipeline = await chosenPipeline(await chooseApp(context, state, {}));
  const { client, repository } = pullRequestsOf(file, pipeline);
  const open = await client.list(repository);
  const list = open.map(({ id, title, head, base }) => `#${id}  ${title}  (${head} into ${base})`);
  if (number === undefined) {
    context.print(list.length > 0 ? list.join("\n") : "No pull request is open.");
    return 0;
  }
  const id = /^#?[1-9][0-9]*$/.test(number) ? Number(number.replace("#", "")) : undefined;
  if (id === undefined) throw new UserError(`merge takes the number of a pull request (got ${JSON.stringify(number)})`);
  try {
    const { mergeCommitSHA = "" } = await client.merge(repository, id);
    context.print(`Pull request ${id} is merged: commit ${mergeCommitSHA.slice(0, 12)}. Kargo goes on by itself.`);
    return 0;
  } catch (error) {
    const openOnes = list.length > 0 ? `Open are:\n  ${list.join("\n  ")}` : "None is open";
    throw new UserError(`pull request ${id} was not merged: ${(error as Error).message}. ${openOnes}`);
  }
}
