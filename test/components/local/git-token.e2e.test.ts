import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { tokenProgram } from "../../../components/local/git-token.ts";
import { type ShellResult, shell } from "../../support/shell.ts";

// The program that Pulumi's command runs, in a process of its own, against a server that answers as Gitea does.
let server: Server;
afterEach(() => {
  server.close();
});

interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

async function giteaSays(answers: (line: string, nth: number) => { status: number; body?: object }): Promise<Asked[]> {
  const asked: Asked[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      const line = `${request.method} ${request.url}`;
      asked.push({ line, authorization: request.headers.authorization, body });
      const answer = answers(line, asked.length);
      response.writeHead(answer.status).end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return asked;
}

function run(): Promise<ShellResult> {
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: process.env["PATH"],
    GITEA: `http://127.0.0.1:${port}`,
    GITEA_USER: "slipway",
    GITEA_PASSWORD: "canary:ü",
  };
  return shell("node -", { env, input: tokenProgram() });
}

test("asks for a token and prints nothing else", async () => {
  const asked = await giteaSays((line) =>
    line.startsWith("DELETE") ? { status: 204 } : { status: 201, body: { name: "slipway", sha1: "0123abcd" } },
  );
  expect(await run()).toEqual({ code: 0, stdout: "0123abcd", stderr: "" });
  const authorization = `Basic ${Buffer.from("slipway:canary:ü").toString("base64")}`;
  expect(asked).toEqual([
    { line: "DELETE /api/v1/users/slipway/tokens/slipway", authorization, body: "" },
    {
      line: "POST /api/v1/users/slipway/tokens",
      authorization,
      body: '{"name":"slipway","scopes":["write:repository","write:issue","read:user"]}',
    },
  ]);
});

test("waits for a server that isn't there yet", async () => {
  await giteaSays((line, nth) => {
    if (nth <= 2) return { status: 503 };
    return line.startsWith("DELETE") ? { status: 404 } : { status: 201, body: { sha1: "0123abcd" } };
  });
  expect(await run()).toEqual({ code: 0, stdout: "0123abcd", stderr: "" });
});

test("tells at once what a server refuses, without the password", async () => {
  const asked = await giteaSays(() => ({ status: 401, body: { message: "user does not exist" } }));
  const { code, stdout, stderr } = await run();
  expect([code, stdout, stderr.replace(/:\d{4,5} /, ":PORT ")]).toEqual([
    1,
    "",
    'the local git server at http://127.0.0.1:PORT made no access token for slipway: HTTP 401: {"message":"user does not exist"}\n',
  ]);
  expect(asked.length).toBe(2);
});
