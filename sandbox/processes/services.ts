import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { type ProcessSpec, patience, type SpecContext } from "./spec.ts";

const gitServerScript = fileURLToPath(import.meta.resolve("../git-server.ts"));

/** Argo CD's cache. Keeps nothing on disk. */
export function redis(context: SpecContext, command: string): ProcessSpec {
  const port = context.choices.ports.redis;
  const password = context.choices.redisPassword;
  return {
    name: "redis",
    command,
    args: ["-addr", `127.0.0.1:${port}`],
    env: { REDIS_PASSWORD: password },
    files: [],
    port,
    listens: [port],
    health: { kind: "redis", port, password },
    readyWithin: patience,
  };
}

export function registry(context: SpecContext, command: string): ProcessSpec {
  const port = context.choices.ports.registry;
  const config = registryConfigPath(context);
  return {
    name: "registry",
    command,
    args: ["serve", config],
    // Distribution 3 otherwise tries to send traces to localhost:4318.
    env: { OTEL_TRACES_EXPORTER: "none" },
    files: [config],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/v2/` },
    readyWithin: patience,
  };
}

export function registryConfigPath(context: SpecContext): string {
  return `${context.paths.config}/registry.yaml`;
}

/** The registry's configuration file. */
export function registryConfig(context: SpecContext): string {
  return stringify({
    version: 0.1,
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: context.paths.registry }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${context.choices.ports.registry}`, secret: context.choices.registrySecret },
  });
}

/** @param node the Node executable to run it with */
export function gitServer(context: SpecContext, node: string): ProcessSpec {
  const { choices, paths } = context;
  const port = choices.ports["git-server"];
  return {
    name: "git-server",
    command: node,
    args: [gitServerScript, "--root", paths.git, "--pulls", paths.pulls, "--port", String(port)],
    env: { SLIPWAY_GIT_USER: choices.gitUser, SLIPWAY_GIT_PASSWORD: choices.gitPassword },
    files: [gitServerScript],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}
