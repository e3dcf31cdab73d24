import { execFile } from "node:child_process";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Probe } from "./pod.ts";
import { podAddress } from "./variables.ts";

/** How a probe reaches its container's process. */
export interface ProbeTarget {
  /** The port on 127.0.0.1 for a name or number in the spec. */
  readonly port: (port: number | string) => number | undefined;
  /** For `exec`: the program on this machine, its arguments, and the container's environment. */
  readonly command: (words: readonly string[]) => Promise<{
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
  }>;
}

/**
 * Asks a container once.
 *
 * As the kubelet: 200 to 399 is success (pkg/probe/http), a connection is (pkg/probe/tcp), exit code 0 is. A gRPC probe
 * isn't asked and counts as success; `simulatedParts` says so.
 *
 * @param timeoutSeconds for the whole answer
 * @returns why it failed; undefined when it succeeded
 */
export async function askProbe(probe: Probe, timeoutSeconds: number, target: ProbeTarget): Promise<string | undefined> {
  try {
    if (probe.httpGet) return await askHttp(probe.httpGet, timeoutSeconds * 1000, target);
    if (probe.tcpSocket) return await askTcp(portOn(target, probe.tcpSocket.port), timeoutSeconds * 1000);
    if (probe.exec) return await askExec(probe.exec.command ?? [], timeoutSeconds * 1000, target);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function askHttp(
  get: NonNullable<Probe["httpGet"]>,
  timeout: number,
  target: ProbeTarget,
): Promise<string | undefined> {
  const port = portOn(target, get.port);
  const path = get.path?.startsWith("/") ? get.path : `/${get.path ?? ""}`;
  const url = `${get.scheme === "HTTPS" ? "https" : "http"}://${podAddress}:${port}${path}`;
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const bound = boundOf(timeout);
  const options = {
    headers: { "user-agent": "kube-probe/slipway", accept: "*/*", connection: "close", ...headers },
    agent: false as const,
    signal: bound.signal,
  };
  return new Promise<string | undefined>((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body = `${body}${chunk}`.slice(0, 200);
      });
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 400) return resolve(undefined);
        resolve(`HTTP probe failed with statuscode: ${statusCode} (GET ${url}: ${body.trim()})`);
      });
    };
    // A probe doesn't check certificates (pkg/probe/http): a Pod's is seldom made for its address.
    const sent = url.startsWith("https:")
      ? httpsRequest(url, { ...options, rejectUnauthorized: false }, answered)
      : httpRequest(url, options, answered);
    sent.on("error", (error) => {
      const late = options.signal.aborted ? `no answer within ${timeout / 1000} s` : error.message;
      resolve(`GET ${url}: ${late}`);
    });
    sent.end();
  }).finally(bound.end);
}

/** A timer that comes so much too late, in milliseconds, says that this process didn't run meanwhile. */
const heldUp = 200;

/**
 * Aborts after this many milliseconds. Where this process itself was held up, what was answered lies there unread: then the
 * time begins anew, or a busy machine would make Pods unready that answer at once.
 */
function boundOf(milliseconds: number): { readonly signal: AbortSignal; readonly end: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout;
  const begin = () => {
    const due = performance.now() + milliseconds;
    timer = setTimeout(() => (performance.now() - due > heldUp ? begin() : late.abort()), milliseconds);
  };
  begin();
  return { signal: late.signal, end: () => clearTimeout(timer) };
}

function askTcp(port: number, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, podAddress);
    const end = (why: string | undefined) => {
      socket.destroy();
      resolve(why);
    };
    socket.setTimeout(timeout, () => end(`no connection to ${podAddress}:${port} within ${timeout / 1000} s`));
    socket.on("connect", () => end(undefined));
    socket.on("error", (error) => end(error.message));
  });
}

async function askExec(words: readonly string[], timeout: number, target: ProbeTarget): Promise<string | undefined> {
  const { file, args, env, cwd } = await target.command(words);
  return new Promise((resolve) => {
    execFile(file, [...args], { env: { ...env }, cwd, timeout, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (!error) return resolve(undefined);
      const said = `${stdout}${stderr}`.trim().slice(0, 200);
      const how = error.killed ? `not done within ${timeout / 1000} s` : `exit code ${error.code}`;
      resolve(`${words.join(" ")}: ${how}${said === "" ? "" : `: ${said}`}`);
    });
  });
}

function portOn(target: ProbeTarget, port: number | string): number {
  const here = target.port(port);
  if (here === undefined) throw new Error(`port ${port} is not one of the container's ports`);
  return here;
}
