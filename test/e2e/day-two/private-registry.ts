import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import { existingState } from "../../../sandbox/state.ts";
import type { KargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { freePort, startProcess, untilReady } from "../../support/processes.ts";
import { testTools } from "../../support/tools.ts";

/** The registry's program once more, which shows what the cluster's registry holds to one account alone. */
export interface PrivateRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly username: string;
  /** The account has this password from now on, and no other. */
  setPassword(password: string): void;
  stop(): Promise<void>;
}

export async function startPrivateRegistry(cluster: KargoCluster, password: string): Promise<PrivateRegistry> {
  const paths = existingState(cluster.state);
  if (paths === undefined) throw new Error(`no state in ${cluster.state}`);
  const file = (name: string) => join(cluster.state, `private-registry-${name}`);
  const username = "reader";
  // Read anew when it has changed; the cost is bcrypt's least, since every request pays it.
  const setPassword = (now: string) => writeFileSync(file("htpasswd"), `${username}:${hashSync(now, 4)}\n`);
  setPassword(password);
  const host = `127.0.0.1:${await freePort()}`;
  // JSON is YAML
  writeFileSync(
    file("config.yaml"),
    JSON.stringify({
      version: 0.1,
      log: { level: "warn", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: paths.registry } },
      auth: { htpasswd: { realm: "day-two", path: file("htpasswd") } },
      http: { addr: host, secret: "of-tests" },
    }),
  );
  const server = startProcess({
    name: "private-registry",
    command: await testTools().get("registry"),
    args: ["serve", file("config.yaml")],
    env: { OTEL_TRACES_EXPORTER: "none" },
    folder: cluster.state,
  });
  await untilReady([server], async () => (await fetch(`http://${host}/v2/`)).status === 401, 120);
  return { host, username, setPassword, stop: server.end };
}
