import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../sandbox/ports.ts";
import { startProcess, type TestProcess, untilReady } from "./processes.ts";

/** Folder with the built etcd, kube-apiserver, kube-controller-manager and pulumi. */
export const toolsFolder = process.env.SLIPWAY_TEST_TOOLS ?? "/tmp/exp/bin";

/** A Kubernetes API server of a test's own, with the controllers that finish deletions and roll Deployments out. */
export interface ApiServer {
  /** Temporary folder, removed by `stop`; tests may use it. */
  readonly folder: string;
  readonly server: string;
  /** Admin's kubeconfig, YAML. */
  readonly kubeconfig: string;
  /** A kubeconfig for a user without any right. */
  readonly powerlessKubeconfig: string;
  /** File of the server's audit events on Kargo's objects, one JSON a line. */
  readonly auditLog: string;
  /** Asks the server as admin; gives the body as JSON whatever the answer. */
  readonly ask: Ask;
  /** The same as somebody else, with the rights that RBAC gives them; groups beside system:authenticated. */
  as(user: string, ...groups: readonly string[]): Ask;
  stop(): Promise<void>;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<{ code: number; body: JsonObject }>;

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
export type JsonObject = Record<string, any>;

/** True when the programs are there. */
export function hasApiServer(): boolean {
  return ["etcd", "kube-apiserver", "kube-controller-manager"].every((name) => existsSync(join(toolsFolder, name)));
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on free loopback ports.
 * @throws Error with the tail of the log when one ends or is not ready within four minutes
 */
export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-api-server-"));
  const processes: TestProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((each) => each.end()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [client, peer, port, managerPort] = await freePorts(4, new Set());
    const token = randomBytes(16).toString("hex");
    const powerless = randomBytes(16).toString("hex");
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const tokens = file("tokens.csv", `${token},admin,admin,system:masters\n${powerless},nobody,nobody\n`);
    const auditLog = join(folder, "audit.log");
    const audit = { apiVersion: "audit.k8s.io/v1", kind: "Policy", omitStages: ["RequestReceived"] };
    const rules = [{ level: "Metadata", resources: [{ group: "kargo.akuity.io" }] }];
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const signing = file("sa.key", keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    const verifying = file("sa.pub", keys.publicKey.export({ type: "spki", format: "pem" }).toString());
    const start = (name: string, args: readonly string[]) =>
      processes.push(startProcess({ name, command: join(toolsFolder, name), args, folder }));

    start("etcd", [
      `--data-dir=${join(folder, "etcd")}`,
      "--unsafe-no-fsync",
      `--listen-client-urls=http://127.0.0.1:${client}`,
      `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-cluster=default=http://127.0.0.1:${peer}`,
    ]);
    start("kube-apiserver", [
      `--etcd-servers=http://127.0.0.1:${client}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, "certificates")}`,
      "--authorization-mode=RBAC",
      `--token-auth-file=${tokens}`,
      `--audit-policy-file=${file("audit.json", JSON.stringify({ ...audit, rules }))}`,
      `--audit-log-path=${auditLog}`,
      "--service-account-issuer=https://slipway.test",
      `--service-account-signing-key-file=${signing}`,
      `--service-account-key-file=${verifying}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--endpoint-reconciler-type=none",
    ]);
    const server = `https://127.0.0.1:${port}`;
    const ask = asker(server, token);
    const ready = (path: string) => untilReady(processes, async () => (await ask("GET", path)).code === 200, 240);
    await ready("/readyz");
    const ca = readFileSync(join(folder, "certificates", "apiserver.crt")).toString("base64");
    const kubeconfig = kubeconfigFor(server, ca, token);
    start("kube-controller-manager", [
      `--kubeconfig=${file("admin.kubeconfig", kubeconfig)}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--secure-port=${managerPort}`,
      `--cert-dir=${join(folder, "manager-certificates")}`,
      "--controllers=garbage-collector-controller,namespace-controller,deployment-controller,replicaset-controller,statefulset-controller,serviceaccount-controller,job-controller",
    ]);
    await ready("/api/v1/namespaces/default/serviceaccounts/default");
    const as: ApiServer["as"] = (user, ...groups) =>
      asker(server, token, { "impersonate-user": user, "impersonate-group": ["system:authenticated", ...groups] });
    const powerlessKubeconfig = kubeconfigFor(server, ca, powerless);
    return { folder, server, kubeconfig, powerlessKubeconfig, auditLog, ask, as, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks a server by a token; its certificate is the test's own. */
export function asker(server: string, token: string, more: Readonly<Record<string, string | string[]>> = {}): Ask {
  return (method, path, body, contentType = "application/json") =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": contentType, ...more };
      const message = request(
        new URL(path, server),
        // The certificate was made by this very server a moment ago; tests of trust use the kubeconfig.
        { method, headers, rejectUnauthorized: false, timeout: 30_000 },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () => {
            const isJson = text.startsWith("{");
            resolve({ code: response.statusCode ?? 0, body: isJson ? (JSON.parse(text) as JsonObject) : { text } });
          });
        },
      );
      message.on("error", reject);
      message.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

function kubeconfigFor(server: string, ca: string, token: string): string {
  return `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: "${server}", certificate-authority-data: ${ca}}}]
users: [{name: test, user: {token: ${token}}}]
`;
}
