import { spawn } from "node:child_process";
import { join } from "node:path";
import { existingState } from "../../../sandbox/state.ts";
import type { KargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { until } from "../../sandbox/kargo/live.ts";
import { root } from "../../support/command.ts";

/**
 * The Git host gives the account another password: the old one is refused from now on.
 *
 * @returns ends the host
 */
export async function newGitPassword(cluster: KargoCluster, password: string): Promise<() => void> {
  const { pid = 0 } = (await cluster.start()).get("git-server") ?? {};
  process.kill(pid, "SIGTERM");
  const paths = existingState(cluster.state);
  const { port } = new URL(cluster.git);
  const args = [join(root, "sandbox/git-server.ts"), "--root", paths?.git ?? "", "--pulls", paths?.pulls ?? ""];
  const env = { ...process.env, SLIPWAY_GIT_USER: cluster.login.username, SLIPWAY_GIT_PASSWORD: password };
  const start = () => spawn(process.execPath, [...args, "--port", port], { env, stdio: "ignore" });
  await until("the old git server to be gone", async () =>
    fetch(`${cluster.git}/healthz`).then(
      () => undefined,
      () => true,
    ),
  );
  const server = start();
  await until("the new git server", async () =>
    fetch(`${cluster.git}/healthz`).then(
      () => true,
      () => undefined,
    ),
  );
  return () => void server.kill();
}
