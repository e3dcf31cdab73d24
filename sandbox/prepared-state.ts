import { UserError } from "../model/problem.ts";
import { ensureCertificates } from "./certificates.ts";
import { loadChoices } from "./choices.ts";
import { writeConfigFiles } from "./config-files.ts";
import { untilFree } from "./ports.ts";
import { isSame } from "./process-identity.ts";
import { readRecords } from "./process-record.ts";
import type { SpecContext } from "./processes/spec.ts";
import { prepareState } from "./state.ts";
import { withStateLock } from "./state-lock.ts";
import { endProcesses, markedProcesses, strays } from "./strays.ts";
import { takenMessage } from "./supervisor.ts";

/**
 * Does what every start does first, then the start itself, all under the state folder's lock: choices, certificates and
 * config files are there, and nothing is in the way of the processes.
 *
 * @param state the state folder; made when it does not exist
 * @throws UserError naming the holder of a port that was taken meanwhile, or the command that holds the lock
 */
export async function withPreparedState<T>(state: string, start: (context: SpecContext) => Promise<T>): Promise<T> {
  const paths = prepareState(state);
  return withStateLock(paths.lock, async () => {
    const choices = await loadChoices(paths);
    const context: SpecContext = { paths, choices, certificates: await ensureCertificates(paths.pki) };
    writeConfigFiles(context);
    await clearTheWay(context);
    return start(context);
  });
}

/** Ends what a killed start left without a record, and refuses ports that others took meanwhile. */
async function clearTheWay({ paths, choices }: SpecContext): Promise<void> {
  const alive = new Map([...readRecords(paths)].filter(([, record]) => isSame(record)));
  await endProcesses(strays(markedProcesses(paths.root), [...alive.values()]));
  const held = new Set([...alive.values()].flatMap((record) => record.listens));
  const named = new Map(Object.entries(choices.ports).map(([name, port]) => [port, name]));
  const taken = await untilFree([...named.keys()].filter((port) => !held.has(port)));
  if (taken.length > 0) throw new UserError(takenMessage((port) => named.get(port) ?? "", taken, paths.root));
}
