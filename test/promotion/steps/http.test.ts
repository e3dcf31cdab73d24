import { describe, expect, test } from "vitest";
import { http } from "../../../promotion/steps/http.ts";
import { httpDownload } from "../../../promotion/steps/http-download.ts";
import { carryOut, type Entry } from "./step-row.ts";

// Follows pkg/promotion/runner/builtin/http_requester_test.go and http_downloader_test.go.
const row = { name: "", from: "" };
const url = "https://api.example/v1/x?b=1";

async function ask(config: object, answer: Response | Error) {
  const calls: unknown[] = [];
  const fetch = async (to: string, init: RequestInit) => {
    calls.push([init.method, to, Object.fromEntries(new Headers(init.headers)), init.body]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const outcome = await carryOut({ runner: http }, { ...row, config: { url, ...config } }, { http: { fetch } });
  const { status, output, error, terminal, retryAfter } = outcome;
  const known = { status, output, error, ...(terminal ? { terminal } : {}), retryAfter };
  return { calls, outcome: Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) };
}
const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), {
    headers: { "content-type": "application/json; charset=utf-8", "x-a": "1" },
    ...init,
  });

describe("http", () => {
  test("sends what its config says", async () => {
    const { calls } = await ask(
      {
        method: "POST",
        body: "text",
        headers: [{ name: "X-Token", value: "t" }],
        queryParams: [
          { name: "c", value: "a b" },
          { name: "a", value: "&" },
        ],
      },
      json({}),
    );
    expect(calls).toEqual([["POST", "https://api.example/v1/x?a=%26&b=1&c=a+b", { "x-token": "t" }, "text"]]);
  });

  test.each<[string, object, Response, object]>([
    [
      "takes outputs out of a good answer",
      {
        outputs: [
          { name: "status", fromExpression: "response.status" },
          { name: "id", fromExpression: "response.body.items[0].id" },
          { name: "header", fromExpression: 'response.header("x-A")' },
          { name: "headers", fromExpression: 'response.headers["X-A"]' },
        ],
      },
      json({ items: [{ id: 7 }] }),
      { status: "Succeeded", output: { status: 200, id: 7, header: "1", headers: ["1"] } },
    ],
    ["fails on a bad status, to be tried again", {}, json({}, { status: 500 }), { status: "Failed" }],
    [
      "waits while success isn't met",
      { successExpression: "response.body.done" },
      json({ done: false }),
      { status: "Running", retryAfter: 30_000 },
    ],
    [
      "waits as long as it is told",
      { successExpression: "response.status == 200", pollInterval: "1m5s" },
      json({}, { status: 404 }),
      { status: "Running", retryAfter: 65_000 },
    ],
    [
      "waits while failure isn't met",
      { failureExpression: "response.status == 500" },
      json({}),
      { status: "Running", retryAfter: 30_000 },
    ],
    [
      "succeeds by its expression, whatever the status",
      { successExpression: "response.status == 418" },
      json({}, { status: 418 }),
      { status: "Succeeded", output: {} },
    ],
    [
      "fails for good by its expression",
      { successExpression: "true", failureExpression: "response.status == 200" },
      json({}),
      { status: "Failed", terminal: true, error: "HTTP (200) response met failure criteria" },
    ],
    [
      "says what the answer says",
      { failureExpression: "true", errorExpression: "response.body.message" },
      json({ message: 'no "go"' }),
      { status: "Failed", terminal: true, error: 'HTTP (200) response met failure criteria: "no \\"go\\""' },
    ],
    [
      "does without what the answer doesn't say",
      { failureExpression: "true", errorExpression: "response.body.a.b" },
      json({}),
      { status: "Failed", terminal: true, error: "HTTP (200) response met failure criteria" },
    ],
    [
      "wants a boolean",
      { successExpression: "response.body.n" },
      json({ n: 1 }),
      {
        status: "Errored",
        error:
          'error evaluating success criteria: success expression "response.body.n" did not evaluate to a boolean (got float64)',
      },
    ],
    [
      "reads YAML",
      { outputs: [{ name: "x", fromExpression: "response.body.a" }] },
      new Response("a: yes", { headers: { "content-type": "text/yaml" } }),
      { status: "Succeeded", output: { x: true } },
    ],
    [
      "reads text",
      { outputs: [{ name: "x", fromExpression: "response.body" }], responseContentType: "text/plain" },
      json({}),
      { status: "Succeeded", output: { x: "{}" } },
    ],
    [
      "leaves a body of an unknown type out",
      { outputs: [{ name: "x", fromExpression: "response.body" }] },
      new Response("<a>", { headers: { "content-type": "text/html" } }),
      { status: "Succeeded", output: { x: {} } },
    ],
    [
      "refuses a body of more than 2 MiB",
      {},
      new Response("x".repeat((2 << 20) + 1)),
      {
        status: "Errored",
        error:
          "error building expression context from HTTP response: reading response body: content exceeds limit of 2097152 bytes",
      },
    ],
  ])("%s", async (_name, config, answer, outcome) => {
    expect((await ask(config, answer)).outcome).toEqual(outcome);
  });

  test("gives up for good on an expression that makes no sense", async () => {
    const { outcome } = await ask({ successExpression: "(1" }, json({}));
    expect(outcome).toEqual({
      status: "Errored",
      terminal: true,
      error:
        'error evaluating success criteria: error compiling success expression "(1": ")" is expected, not the expression\'s end',
    });
  });

  test("names no parameter when nobody answers", async () => {
    const { outcome } = await ask({}, new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
    expect(outcome).toEqual({
      status: "Errored",
      error: "error sending HTTP request: GET https://api.example/v1/x: connect ECONNREFUSED",
    });
  });

  test("calls no link-local address", async () => {
    const { calls, outcome } = await ask({ url: "http://169.254.169.254/latest" }, json({}));
    expect(calls).toEqual([]);
    expect(outcome["error"]).toContain("connections to link-local addresses are not permitted");
  });

  test("shows what it would send, without values that may be secrets, and marks its outputs", async () => {
    const config = {
      url,
      method: "PUT",
      body: "hunter2",
      headers: [{ name: "Authorization", value: "hunter2" }],
      queryParams: [{ name: "key", value: "hunter2" }],
      outputs: [{ name: "id", fromExpression: "response.body.id" }],
    };
    const outcome = await carryOut({ runner: http }, { ...row, config });
    expect({ status: outcome.status, output: outcome.output, message: outcome.message, shown: outcome.shown }).toEqual({
      status: "Succeeded",
      output: { id: "(id: unknown, PUT https://api.example/v1/x was not sent)" },
      message: "not sent: PUT https://api.example/v1/x",
      shown: [
        {
          step: "step",
          uses: "http",
          what: "PUT https://api.example/v1/x",
          details: {
            method: "PUT",
            url: "https://api.example/v1/x",
            headers: ["Authorization"],
            queryParams: ["key"],
            bodyBytes: 7,
          },
        },
      ],
    });
  });
});

describe("http-download", () => {
  const download = async (config: object, answer: Response, before: Record<string, Entry> = {}) => {
    const fetch = async () => answer;
    const all = { url, outPath: "a/b.bin", ...config };
    const { status, error, terminal, after } = await carryOut(
      { runner: httpDownload },
      { ...row, config: all, before },
      { http: { fetch } },
    );
    return { status, error, terminal, after };
  };

  test("writes what it gets for its owner only, and replaces a file when told to", async () => {
    expect(await download({ allowOverwrite: true }, new Response("new"), { "a/b.bin": "old" })).toEqual({
      status: "Succeeded",
      terminal: false,
      after: { a: { dir: true, mode: 0o755 }, "a/b.bin": { content: "new", mode: 0o600 } },
    });
  });

  test("leaves a file that is there", async () => {
    expect(await download({}, new Response("new"), { "a/b.bin": "old" })).toMatchObject({
      status: "Errored",
      terminal: true,
      error: "file already exists at a/b.bin and overwrite is not allowed",
      after: { "a/b.bin": { content: "old" } },
    });
  });

  test("fails on a bad status and leaves nothing behind", async () => {
    expect(await download({}, new Response("no", { status: 404 }))).toEqual({
      status: "Errored",
      terminal: false,
      error: "HTTP request failed with status 404",
      after: { a: { dir: true, mode: 0o700 } },
    });
  });
});
