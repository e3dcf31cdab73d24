import { readdirSync, readFileSync } from "node:fs";
import { type ApiServer, asker } from "./api-server.ts";
import { startProcess, untilReady } from "./processes.ts";

/**
 * Ends the API server as an upgrade of its node does, and starts it again as it was: same ports, same etcd. Linux alone.
 *
 * @param meanwhile runs while nobody listens
 * @returns ends the new one; the old one's `stop` ends etcd and the rest
 */
export async function restartApiServer(
  { folder, server, kubeconfig }: Pick<ApiServer, "folder" | "server" | "kubeconfig">,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<() => Promise<void>> {
  const mine = `--cert-dir=${folder}/certificates`;
  const found = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => ({ pid: Number(pid), argv: argvOf(pid) }))
    .find(({ argv }) => argv.includes(mine));
  const [command = "", ...args] = found?.argv ?? [];
  if (found === undefined) throw new Error(`no API server runs with ${mine}`);
  process.kill(found.pid, "SIGKILL");
  while (argvOf(String(found.pid)).includes(mine)) await new Promise((resolve) => setTimeout(resolve, 20));
  await meanwhile();
  const again = startProcess({ name: "kube-apiserver-again", command, args, folder });
  const [, token = ""] = /token: (\S+?)\}/.exec(kubeconfig) ?? [];
  await untilReady([again], async () => (await asker(server, token)("GET", "/readyz")).code === 200, 240);
  return () => again.end();
}

function argvOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return []; // It ended in the meantime.
  }
}
