import { UserError } from "../../model/problem.ts";
import { removeState, stopSandbox } from "../../sandbox/stop-sandbox.ts";
import type { Context } from "../context.ts";
import { badVersion, changeByHand, neverReady, newVersion, refusedPerson, rollBack, toProd } from "./acts.ts";
import { type BringUpOptions, bringUp } from "./bring-up.ts";
import { promoteFirst } from "./first-promotion.ts";
import { currentTable } from "./table.ts";
import { untilStopped } from "./until-stopped.ts";
import { stateFlag } from "./verbs.ts";
import { whereToLook } from "./where.ts";

/**
 * The whole run, told as it happens. Ends at Ctrl-C, with the processes stopped and the state kept; with `once` it ends
 * by itself and removes the state too.
 */
export async function demonstration(
  context: Context,
  state: string,
  endAtOnce: boolean,
  options: BringUpOptions = {},
): Promise<number> {
  try {
    await play(context, state, options);
    if (endAtOnce) return 0;
    context.print("\nUp until Ctrl-C.");
    await untilStopped(context.signal);
    return 0;
  } finally {
    if (endAtOnce) await removeState(state, context.progress);
    else await stopSandbox(state, context.progress);
  }
}

async function play(context: Context, state: string, options: BringUpOptions): Promise<void> {
  const table = async () => context.print(`\n${await currentTable(sandbox.cluster, sandbox.compiled)}`);

  context.title("1. The cluster, and one pulumi up per stack");
  const sandbox = await bringUp(context, state, options);
  const told = toldBefore(context, state, sandbox.newest.version);
  if (told !== undefined) throw told;
  const stage = { context, state, sandbox };

  context.title("2. The first commit: image, Freight, dev, staging");
  await promoteFirst(context, sandbox);
  await table();

  context.title("3. To prod: a person promotes, another one merges");
  await toProd(stage);
  await table();

  context.title("4. A new version, as far as it goes by itself");
  await newVersion(stage);

  context.title("5. A person without the right to promote");
  await refusedPerson(stage);

  context.title("6. A bad version is stopped in dev");
  await badVersion(stage);
  await table();

  context.title("7. Back to what dev had before");
  await rollBack(stage);

  context.title("8. A change by hand");
  await changeByHand(stage);

  context.title("9. What is where");
  context.print(await currentTable(sandbox.cluster, sandbox.compiled));
  context.print(`\n${whereToLook(context, sandbox.file, stateFlag(context, state))}`);
}

/**
 * What to do where an earlier demonstration has been at its bad version: what the story begins with would never come
 * through, since main is at a version that never gets ready, and dev is held at the one before.
 *
 * @param version of the newest commit on main
 */
export function toldBefore(
  context: Pick<Context, "commandLine">,
  state: string,
  version: string,
): UserError | undefined {
  if (version !== neverReady) return undefined;
  return new UserError(
    `the sandbox in ${state} has told its story already: main is at ${neverReady}, which never gets ready. ` +
      `To see it again, remove that folder, or name another with --state. To go on with what is there: ` +
      context.commandLine("sandbox", `up --state ${state}`),
  );
}
