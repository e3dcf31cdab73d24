import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { serverGo } from "../../../sandbox/seed/server-go.ts";
import { cacheFolder } from "../../../sandbox/toolchain/cache.ts";
import { findGo } from "../../../sandbox/toolchain/go.ts";
import { freePort, type StartArgs, startProcess, untilReady } from "../../support/processes.ts";

/** A program of a test's own. */
export interface Running {
  readonly url: string;
  readonly log: () => string;
  stop(): Promise<void>;
}

export interface Start extends StartArgs {
  readonly url: string;
  /** Path that answers below 500 once it is ready. */
  readonly ready: string;
}

/** @throws Error with the end of its log when it ends, or isn't ready within five minutes */
export async function startProgram({ url, ready, ...program }: Start): Promise<Running> {
  const running = startProcess(program);
  try {
    await untilReady([running], async () => (await fetch(url + ready)).status < 500, 300);
  } catch (error) {
    await running.end();
    throw error;
  }
  return { url, log: running.log, stop: running.end };
}

/** The sample's server as a process, compiled from its source. */
export async function startGoserver(folder: string, commit: string): Promise<Running> {
  const go = await findGo(process.env);
  if (go === undefined) throw new Error("no Go on PATH");
  const { binary, env } = await serverGo(go, cacheFolder(process.env), process.env);
  const command = join(folder, "goserver");
  const flags = [
    "-trimpath",
    "-buildvcs=false",
    `-ldflags=-s -w -buildid= -X main.version=1.0.0 -X main.commit=${commit}`,
  ];
  const source = join(import.meta.dirname, "../../../apps/goserver");
  await promisify(execFile)(binary, ["build", ...flags, "-o", command, "."], { cwd: source, env });
  const port = await freePort();
  const settings = { HOST: "127.0.0.1", PORT: String(port), SHUTDOWN_DELAY: "0s" };
  const url = `http://127.0.0.1:${port}`;
  return startProgram({ name: "app", command, args: [], env: settings, folder, url, ready: "/readyz" });
}

/** Who may ask Prometheus: `rollouts`, with this password. */
export const prometheusPassword = "correct-horse";
/** bcrypt of it. */
const hash = "$2b$04$.yIUPzVNBWlQvwb.RE8fMeXCxn3ZeiMihBszLZu3LsVOgey9tmQFe";

/** A Prometheus behind a login that scrapes the app every two seconds, and one target that isn't there. */
export async function startPrometheus(command: string, folder: string, app: string): Promise<Running> {
  const port = await freePort();
  const write = (name: string, value: object) => {
    // JSON is YAML
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const target = (job_name: string, host: string) => ({ job_name, static_configs: [{ targets: [host] }] });
  const config = write("prometheus.yaml", {
    // A scrape that isn't answered in time takes what the one before brought away.
    global: { scrape_interval: "2s", scrape_timeout: "2s" },
    scrape_configs: [target("goserver", new URL(app).host), target("gone", `127.0.0.1:${await freePort()}`)],
  });
  const login = write("web.yaml", { basic_auth_users: { rollouts: hash } });
  mkdirSync(join(folder, "tsdb"));
  return startProgram({
    name: "prometheus",
    command,
    args: [
      `--config.file=${config}`,
      `--web.config.file=${login}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.tsdb.path=${join(folder, "tsdb")}`,
    ],
    folder,
    url: `http://127.0.0.1:${port}`,
    ready: "/-/ready",
  });
}
