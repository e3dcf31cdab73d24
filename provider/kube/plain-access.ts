import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { isAbsolute } from "node:path";
import { text } from "../object.ts";
import { type Fields, isFields, type Value } from "../value.ts";
import { type Access, missing } from "./access.ts";

const clusterKeys = [
  "server",
  "certificate-authority",
  "certificate-authority-data",
  "insecure-skip-tls-verify",
  "tls-server-name",
];
const userKeys = ["token", "client-certificate", "client-certificate-data", "client-key", "client-key-data"];

/**
 * Reads a kubeconfig whose login is a token or a client certificate, as local clusters write it. Everything else
 * (exec, OIDC, proxies, impersonation, relative paths) is left to @kubernetes/client-node: undefined. This shortcut
 * is here for time alone: loading that package costs 0.6 s of CPU in every provider process, this costs 0.02 s.
 * @throws Error when the chosen context or cluster is not in the kubeconfig
 */
export async function plainAccess(
  kubeconfig: string,
  choice: { readonly context: string; readonly cluster: string },
): Promise<Access | undefined> {
  const config = await parseKubeconfig(kubeconfig);
  const current = choice.context || text(config["current-context"]);
  const context = entry(config.contexts, current, "context") ?? fail("context", current, config.contexts);
  const name = choice.cluster || text(context.cluster);
  const cluster = entry(config.clusters, name, "cluster") ?? fail("cluster", name, config.clusters);
  const user = entry(config.users, text(context.user), "user");
  if (user === undefined || !only(cluster, clusterKeys) || !only(user, userKeys)) return undefined;
  const server = text(cluster.server);
  if (!server.startsWith("https://")) return undefined;

  const servername = text(cluster["tls-server-name"]);
  const agent = new Agent({
    keepAlive: true,
    ...part("ca", cluster, "certificate-authority"),
    ...part("cert", user, "client-certificate"),
    ...part("key", user, "client-key"),
    ...(cluster["insecure-skip-tls-verify"] === true ? { rejectUnauthorized: false } : {}),
    ...(servername === "" ? {} : { servername }),
  });
  const token = text(user.token);
  return {
    server,
    namespace: text(context.namespace),
    authorize: async (options) => {
      options.agent = agent;
      if (token !== "") options.headers = { ...(options.headers as object), authorization: `Bearer ${token}` };
    },
  };
}

/** A parser's own message quotes the line it stumbled over, and with it a token: only the line's number is told. */
async function parseKubeconfig(kubeconfig: string): Promise<Fields> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(kubeconfig, { prettyErrors: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined)
    throw new Error(`the kubeconfig is not valid YAML (line ${error.linePos?.[0].line ?? "unknown"})`);
  const config: unknown = document.toJS();
  if (!isFields(config)) throw new Error("the kubeconfig is neither a kubeconfig nor the path of one");
  return config;
}

function part(option: "ca" | "cert" | "key", source: Fields, key: string): Record<string, Buffer> {
  const data = text(source[`${key}-data`]);
  if (data !== "") return { [option]: Buffer.from(data, "base64") };
  const path = text(source[key]);
  return path === "" ? {} : { [option]: readFileSync(path) };
}

/** True when no other key is set, and every path is absolute. */
function only(source: Fields, keys: readonly string[]): boolean {
  return Object.entries(source).every(
    ([key, value]) =>
      keys.includes(key) &&
      (!["certificate-authority", "client-certificate", "client-key"].includes(key) || isAbsolute(text(value))),
  );
}

function list(value: Value | undefined): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function entry(entries: Value | undefined, name: string, key: string): Fields | undefined {
  const found = list(entries).find((item) => item.name === name)?.[key];
  return isFields(found) ? found : undefined;
}

function fail(what: string, name: string, has: Value | undefined): never {
  throw missing(
    what,
    name,
    list(has).map((item) => ({ name: text(item.name) })),
  );
}
