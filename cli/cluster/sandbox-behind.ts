import { homedir } from "node:os";
import path from "node:path";
import { loadKubeconfigs, usualKubeconfigs } from "../../kube/kubeconfig.ts";
import { UserError } from "../../model/problem.ts";
import { readSandboxFile, type SandboxFile } from "../../sandbox/state.ts";
import type { Surroundings } from "./connect.ts";

/**
 * The sandbox that answers at this address, running or not, where its state folder can be known: the default one, or that
 * of a kubeconfig which kubectl would take.
 */
export function sandboxBehind(server: string, { env, state, home = homedir() }: Surroundings): SandboxFile | undefined {
  const folders = [state, ...usualKubeconfigs(env, home).map((file) => path.dirname(file))];
  return folders.map(readSandboxFile).find((file) => file !== undefined && serverOf(file) === server);
}

function serverOf({ kubeconfig }: SandboxFile): string | undefined {
  try {
    return loadKubeconfigs([kubeconfig]).getCurrentCluster()?.server;
  } catch (error) {
    if (error instanceof UserError) return undefined; // Its folder was emptied by hand.
    throw error;
  }
}
