import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { HealthCheck } from "./processes/spec.ts";

/** One health check may take this long, in milliseconds. */
const checkTimeout = 3_000;

/** Asks a process whether it is healthy. Never throws: what is wrong is the answer; undefined when nothing is. */
export async function unhealthy(check: HealthCheck): Promise<string | undefined> {
  try {
    await (check.kind === "http" ? checkHttp(check) : checkRedis(check));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function checkHttp(check: HealthCheck & { kind: "http" }): Promise<void> {
  const file = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  const request = check.url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers = check.token === undefined ? {} : { authorization: `Bearer ${check.token}` };
    const tls = { ca: file(check.ca), cert: file(check.certificate), key: file(check.key) };
    const options = { headers, ...tls, agent: false, signal: AbortSignal.timeout(checkTimeout) };
    const sent = request(check.url, options, (response) => {
      const { statusCode } = response;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (statusCode === 200) return resolve();
        const text = Buffer.concat(chunks).toString().trim().slice(-300);
        reject(new Error(`GET ${check.url} was answered with ${statusCode}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

function checkRedis(check: HealthCheck & { kind: "redis" }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(check.port, "127.0.0.1");
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(why));
    };
    let answer = "";
    socket.setTimeout(checkTimeout, () => fail("no answer to PING"));
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("connection closed before an answer to PING"));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (answer.startsWith("-")) return fail(answer.trim());
      if (!answer.includes("+PONG")) return;
      resolve();
      socket.destroy();
    });
    socket.write(redisCommand("AUTH", check.password) + redisCommand("PING"));
  });
}

/** As an array of bulk strings (RESP): a Redis of Go's modules need not know the inline form. */
function redisCommand(...words: string[]): string {
  const bulk = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulk.join("")}`;
}
