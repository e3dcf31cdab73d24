import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InlinedStep } from "../../promotion/promotion-step.ts";
import { type PromotionRun, runPromotion, type StepEvent } from "../../promotion/run-promotion.ts";
import { type StepContext, TerminalError } from "../../promotion/step.ts";
import { expressions, freight, outside, runner, scratch } from "./support.ts";

// Rows follow akuity/kargo v1.11.2, pkg/promotion/local_orchestrator_test.go, where no other file is named.
const began = new Date("2026-11-21T15:00:00Z");
const at = "2026-11-21T15:00:00Z";
const ran = { startedAt: at, finishedAt: at };

const runners = new Map(
  [
    runner("success", async () => ({ status: "Succeeded", output: { key: "value" } })),
    runner("skip", async () => ({ status: "Skipped", message: "nothing to do" })),
    runner("echo", async (_, config) => ({ status: "Succeeded", output: config as Record<string, unknown> })),
    runner("compose-output", async (_, config) => ({ status: "Succeeded", output: config as Record<string, unknown> })),
    runner("error", async () => Promise.reject(new Error("something went wrong"))),
    runner("terminal", async () => Promise.reject(new TerminalError("something went wrong", { status: "Errored" }))),
    runner("verdict", async () => Promise.reject(new TerminalError("not today", { output: { left: 1 } }))),
    runner("errored", async () => ({ status: "Errored" })),
    runner("failed", async () => ({ status: "Failed", message: "no" })),
    runner("wait", async () => ({ status: "Running", message: "still open", retryAfter: 30_000 })),
    runner("slow", async () => ({ status: "Running" }), { defaultTimeout: 300_000 }),
    runner("patient", async () => Promise.reject(new Error("again")), { defaultErrorThreshold: 2 }),
    runner("watch", async () => ({
      status: "Succeeded",
      healthCheck: { uses: "argocd-update", config: { apps: [] } },
    })),
  ].map((one) => [one.uses, one]),
);

function run(steps: readonly InlinedStep[], more: Partial<PromotionRun> = {}) {
  return runPromotion({
    project: "demo",
    stage: "dev",
    promotion: "dev.01jd.f8a1b2c",
    steps,
    freight: [freight],
    targetFreight: freight,
    freightRequests: [{ origin: freight.origin }],
    outside: outside(),
    expressions,
    runners,
    workDir: scratch(),
    clock: () => began,
    signal: new AbortController().signal,
    ...more,
  });
}

const end = { phase: "Succeeded", healthChecks: [] };

describe("order and outcome", () => {
  test("all steps succeed, one after the other", async () => {
    expect(
      await run([
        { as: "a", uses: "success" },
        { as: "b", uses: "skip" },
      ]),
    ).toEqual({
      ...end,
      message: "nothing to do",
      currentStep: 1,
      stepExecutionMetadata: [
        { alias: "a", status: "Succeeded", ...ran },
        { alias: "b", status: "Skipped", message: "nothing to do", ...ran },
      ],
      state: { a: { key: "value" }, b: null },
    });
  });

  test.each<[string, InlinedStep, object, string]>([
    ["unknown", { as: "a", uses: "unknown-step" }, {}, unknown("unknown-step")],
    ["without a name", { as: "a" }, {}, unknown("")],
    ["of the open source, without a runner", { as: "a", uses: "http" }, {}, 'step kind "http" is not carried out here'],
    [
      "with an if that yields a text",
      { as: "a", uses: "success", if: "${{ ctx.stage }}" },
      {},
      'error checking if step "a" should be skipped: expression must evaluate to a boolean, got string',
    ],
    [
      "with an if without an expression",
      { as: "a", uses: "success", if: "true" },
      {},
      'error checking if step "a" should be skipped: expression must evaluate to a boolean, got string',
    ],
    [
      "with a config that can't be evaluated",
      { as: "a", uses: "echo", config: { x: "${{ outputs.nope.x }}" } },
      { startedAt: at },
      "failed to build step context: failed to get step config: cannot fetch x from undefined",
    ],
    [
      "with a variable that can't be evaluated",
      { as: "a", uses: "echo", vars: [{ name: "v", value: "${{ outputs.nope.x }}" }], config: {} },
      { startedAt: at },
      'failed to build step context: failed to get step config: error pre-processing promotion variable "v": cannot fetch x from undefined',
    ],
  ])("a step %s has no try and no end", async (_, step, times, message) => {
    expect(await run([step, { as: "b", uses: "success" }])).toMatchObject({
      phase: "Errored",
      message,
      currentStep: 1,
      stepExecutionMetadata: [
        { alias: "a", status: "Errored", message, ...times },
        { alias: "b", status: "Skipped" },
      ],
      state: {},
    });
  });

  test.each<[string, string, string]>([
    ["error", "Errored", 'step "a" met error threshold of 1: error running step "a": something went wrong'],
    ["terminal", "Errored", 'an unrecoverable error occurred: error running step "a": something went wrong'],
    ["verdict", "Failed", 'step "a": not today'],
    ["failed", "Failed", 'step "a": no'],
    ["errored", "Errored", 'step "a" met error threshold of 1: step "a" errored: no details provided'],
  ])("a step that ends by %s decides the phase", async (uses, phase, message) => {
    const result = await run([
      { as: "a", uses },
      { as: "b", uses: "success" },
    ]);
    const counted = uses === "error" || uses === "errored" ? { errorCount: 1 } : {};
    expect(result.phase).toBe(phase);
    expect(result.message).toBe(message);
    expect(result.stepExecutionMetadata).toEqual([
      { alias: "a", status: phase, message, ...ran, ...counted },
      { alias: "b", status: "Skipped" },
    ]);
    expect(result.state).toEqual({ a: uses === "verdict" ? { left: 1 } : null });
  });

  test("Errored is worse than Failed, whichever comes first", async () => {
    const steps = [
      { as: "a", uses: "error" },
      { as: "b", uses: "verdict", if: "${{ failure() }}" },
    ];
    expect((await run(steps)).phase).toBe("Errored");
    expect(
      (
        await run([
          { as: "b", uses: "verdict" },
          { as: "a", uses: "error", if: "${{ always() }}" },
        ])
      ).phase,
    ).toBe("Errored");
  });

  test("health checks are collected from steps that succeed", async () => {
    const { healthChecks } = await run([
      { as: "a", uses: "watch" },
      { as: "b", uses: "watch" },
    ]);
    expect(healthChecks).toEqual([
      { uses: "argocd-update", config: { apps: [] } },
      { uses: "argocd-update", config: { apps: [] } },
    ]);
  });
});

describe("conditions", () => {
  test.each<[string, string | undefined, string]>([
    ["error", undefined, "Skipped"],
    ["error", "${{ success() }}", "Skipped"],
    ["error", "${{ failure() }}", "Succeeded"],
    ["error", "${{ always() }}", "Succeeded"],
    ["success", "${{ failure() }}", "Skipped"],
    ["skip", undefined, "Succeeded"],
  ])("after a step that is %s, if %s is %s", async (uses, condition, status) => {
    const second = { as: "b", uses: "success", ...(condition === undefined ? {} : { if: condition }) };
    expect((await run([{ as: "a", uses }, second])).stepExecutionMetadata[1]?.status).toBe(status);
  });

  test("a step that continues on error fails without a consequence", async () => {
    const result = await run([
      { as: "a", uses: "error", continueOnError: true },
      { as: "b", uses: "success" },
    ]);
    expect(result.phase).toBe("Succeeded");
    expect(result.stepExecutionMetadata).toMatchObject([
      { alias: "a", status: "Errored", continueOnError: true },
      { alias: "b", status: "Succeeded" },
    ]);
  });
});

describe("variables and outputs (pkg/promotion/evaluator_test.go)", () => {
  test("variables may use those before them, a step's override the Promotion's and see outputs", async () => {
    const result = await run(
      [
        { as: "a", uses: "success" },
        {
          as: "b",
          uses: "echo",
          vars: [
            { name: "one", value: "own" },
            { name: "two", value: "${{ vars.one }}" },
            { name: "three", value: "${{ outputs.a.key }}" },
          ],
          config: {
            one: "${{ vars.one }}",
            list: ["${{ vars.two }}", 3],
            three: "${{ vars.three }}",
            promotion: "${{ vars.stage }}",
          },
        },
      ],
      {
        vars: [
          { name: "one", value: "promotion's" },
          { name: "stage", value: "${{ ctx.stage }}" },
        ],
      },
    );
    expect(result.state["b"]).toEqual({ one: "own", list: ["own", 3], three: "value", promotion: "dev" });
  });

  test("the Promotion's own variables see no outputs", async () => {
    const steps = [
      { as: "a", uses: "success" },
      { as: "b", uses: "echo", config: {} },
    ];
    const { message } = await run(steps, { vars: [{ name: "v", value: "${{ outputs.a }}" }] });
    expect(message).toBe(
      'failed to build step context: failed to get step config: error pre-processing promotion variable "v": cannot fetch a from undefined',
    );
  });

  test("steps of a task see each other by their aliases within it", async () => {
    const result = await run([
      { as: "t::one", uses: "success" },
      { as: "other::one", uses: "echo", config: { key: "other" } },
      { as: "t::two", uses: "echo", config: { seen: "${{ task.outputs.one.key }}" } },
    ]);
    expect(result.state).toEqual({
      "t::one": { key: "value" },
      "other::one": { key: "other" },
      "t::two": { seen: "value" },
    });
  });

  test("compose-output of a task is the task's output", async () => {
    const { state } = await run([
      { as: "t::one", uses: "compose-output", config: { a: 1 } },
      { as: "t::two", uses: "compose-output", config: { b: 2 } },
      { as: "alone", uses: "compose-output", config: { c: 3 } },
    ]);
    expect(state).toEqual({ "t::one": { a: 1 }, "t::two": { b: 2 }, t: { a: 1, b: 2 }, alone: { c: 3 } });
  });

  test("what ctx tells", async () => {
    const names = ["project", "stage", "promotion", "uiBaseUrl", "targetFreight", "meta"];
    const config = Object.fromEntries(names.map((name) => [name, `\${{ ctx.${name} }}`]));
    const { state } = await run([{ as: "a", uses: "echo", config }], { actor: "email:ann@acme.io", rollback: true });
    expect(state["a"]).toEqual({
      project: "demo",
      stage: "dev",
      promotion: "dev.01jd.f8a1b2c",
      uiBaseUrl: "",
      targetFreight: { name: "f8a1b2c", alias: "brave-heron", origin: { name: "main" } },
      meta: { promotion: { actor: "email:ann@acme.io", rollback: true }, step: { alias: "a" } },
    });
  });

  test("a step can't change what the next one sees but by its output", async () => {
    const spoil = runner("spoil", async (context) => {
      (context.sharedState["a"] as Record<string, unknown>)["key"] = "spoilt";
      return { status: "Succeeded" };
    });
    const { state } = await run(
      [
        { as: "a", uses: "success" },
        { as: "b", uses: "spoil" },
      ],
      {
        runners: new Map([...runners, ["spoil", spoil]]),
      },
    );
    expect(state).toEqual({ a: { key: "value" }, b: null });
  });
});

describe("config against the step's schema (pkg/promotion/runner/builtin/validation.go)", () => {
  const push = runner("git-push", async () => ({ status: "Succeeded" }));
  const known = new Map([["git-push", push]]);
  test.each<[string, unknown, string]>([
    ["none", undefined, 'step "a": invalid git-push config: (root): Invalid type. Expected: object, given: null'],
    ["a missing field", {}, 'step "a": invalid git-push config: (root): "path" is missing'],
    [
      "a wrong type",
      { path: 5 },
      'step "a": invalid git-push config: path: the value has the wrong type (got 5; allowed a text)',
    ],
    [
      "two wrong values",
      { path: "", maxAttempts: 0 },
      'step "a": invalid git-push config: maxAttempts: the number is too small (got 0; allowed 1 or more)\npath: the value is empty (got ""; allowed at least 1)',
    ],
  ])("%s fails the step without a try", async (_, config, message) => {
    const result = await run([{ as: "a", uses: "git-push", config }], { runners: known });
    expect(result.message).toBe(message);
    expect(result.phase).toBe("Failed");
  });

  test("what an expression yielded is judged, not its text", async () => {
    const step = { as: "a", uses: "git-push", config: { path: "./out", maxAttempts: "${{ vars.n }}" } };
    const { message } = await run([step], { runners: known, vars: [{ name: "n", value: "${{ ctx.stage }}" }] });
    expect(message).toContain("invalid git-push config: maxAttempts: the value has the wrong type");
    const still = await run([step], { runners: known, vars: [{ name: "n", value: "not ${{ closed" }] });
    expect(still.message).toContain("invalid git-push config: maxAttempts: the value has the wrong type");
  });
});

describe("steps that wait", () => {
  test("the Promotion stays Running at that step, with what it asks for", async () => {
    expect(
      await run([
        { as: "a", uses: "success" },
        { as: "b", uses: "wait" },
        { as: "c", uses: "success" },
      ]),
    ).toEqual({
      phase: "Running",
      retryAfter: 30_000,
      healthChecks: [],
      currentStep: 1,
      stepExecutionMetadata: [
        { alias: "a", status: "Succeeded", ...ran },
        { alias: "b", status: "Running", startedAt: at, message: "still open" },
      ],
      state: { a: { key: "value" }, b: null },
    });
  });

  test("and goes on there, with its state, without asking the condition again", async () => {
    const first = await run([
      { as: "a", uses: "success" },
      { as: "b", uses: "patient", if: "${{ success() }}" },
    ]);
    expect(first).toMatchObject({ phase: "Running", error: 'error running step "b": again' });
    expect(first.stepExecutionMetadata[1]).toEqual({
      alias: "b",
      status: "Errored",
      errorCount: 1,
      startedAt: at,
      message: 'error running step "b": again; step will be retried',
    });
    const calls: string[] = [];
    const mended = runner("patient", async ({ sharedState }) => {
      calls.push(JSON.stringify(sharedState));
      return { status: "Succeeded" };
    });
    const second = await run(
      [
        { as: "a", uses: "success" },
        { as: "b", uses: "patient", if: "${{ success() }}" },
      ],
      {
        resume: first,
        runners: new Map([...runners, ["patient", mended]]),
      },
    );
    expect(second.phase).toBe("Succeeded");
    expect(calls).toEqual(['{"a":{"key":"value"},"b":null}']);
  });

  test("errors in a row end at the runner's threshold, or the step's", async () => {
    const first = await run([{ as: "a", uses: "patient" }]);
    const second = await run([{ as: "a", uses: "patient" }], { resume: first });
    expect(second.message).toBe('step "a" met error threshold of 2: error running step "a": again');
    expect((await run([{ as: "a", uses: "patient", retry: { errorThreshold: 1 } }])).phase).toBe("Errored");
    expect((await run([{ as: "a", uses: "error", retry: { errorThreshold: 0 } }])).phase).toBe("Errored");
    expect((await run([{ as: "a", uses: "error", retry: { errorThreshold: 3 } }])).phase).toBe("Running");
  });

  test.each<[string, InlinedStep, string | undefined]>([
    ["at the runner's own timeout it goes on", { as: "a", uses: "slow" }, undefined],
    ["past the step's", { as: "a", uses: "slow", retry: { timeout: "4m59s" } }, 'step "a" timed out after 4m59s'],
    ["never, with none", { as: "a", uses: "wait" }, undefined],
    ["never, with 0", { as: "a", uses: "slow", retry: { timeout: "0s" } }, undefined],
  ])("%s", async (_, step, message) => {
    const first = await run([step]);
    const result = await run([step], { resume: first, clock: () => new Date(began.getTime() + 300_000) });
    expect(result.phase).toBe(message === undefined ? "Running" : "Errored");
    if (message !== undefined) expect(result.message).toBe(message);
  });

  test("past the runner's own timeout it ends", async () => {
    const first = await run([{ as: "a", uses: "slow" }]);
    const late = await run([{ as: "a", uses: "slow" }], {
      resume: first,
      clock: () => new Date(began.getTime() + 301_000),
    });
    expect(late.message).toBe('step "a" timed out after 5m0s');
  });
});

describe("abort (pkg/controller/promotions/promotions.go, terminatePromotion)", () => {
  const message = "Promotion terminated per user request";

  test("before the first step nothing runs", async () => {
    const signal = AbortSignal.abort();
    expect(await run([{ as: "a", uses: "success" }], { signal })).toEqual({
      phase: "Aborted",
      message,
      currentStep: 0,
      stepExecutionMetadata: [],
      state: {},
      healthChecks: [],
    });
  });

  test("the step at work is marked, those after it don't run", async () => {
    const controller = new AbortController();
    const stop = runner("stop", async ({ signal }: StepContext) => {
      controller.abort();
      signal.throwIfAborted();
      return { status: "Succeeded" };
    });
    const steps = [
      { as: "a", uses: "success" },
      { as: "b", uses: "stop" },
      { as: "c", uses: "success", if: "${{ always() }}" },
    ];
    const more = { signal: controller.signal, runners: new Map([...runners, ["stop", stop]]) };
    expect(await run(steps, more)).toMatchObject({
      phase: "Aborted",
      message,
      currentStep: 1,
      stepExecutionMetadata: [
        { alias: "a", status: "Succeeded" },
        { alias: "b", status: "Aborted", ...ran },
      ],
    });
  });

  test("a step that waits is marked at the next call", async () => {
    const first = await run([{ as: "a", uses: "wait" }]);
    const second = await run([{ as: "a", uses: "wait" }], { resume: first, signal: AbortSignal.abort() });
    expect(second.stepExecutionMetadata).toEqual([{ alias: "a", status: "Aborted", message: "still open", ...ran }]);
  });
});

test("each step is told when it begins and when its try is over", async () => {
  const events: string[] = [];
  const onStep = ({ index, metadata }: StepEvent) => events.push(`${index} ${metadata.alias} ${metadata.status}`);
  await run(
    [
      { as: "a", uses: "success" },
      { as: "b", uses: "error" },
      { as: "c", uses: "success" },
    ],
    { onStep },
  );
  expect(events).toEqual(["0 a Running", "0 a Succeeded", "1 b Running", "1 b Errored", "2 c Skipped"]);
});

test("the steps' work folder and git's folder are the Promotion's own", async () => {
  const workDir = scratch();
  const look = runner("look", async (context) => {
    await writeFile(join(context.workDir, "file"), "x");
    return { status: "Succeeded", output: { workDir: context.workDir, git: context.gitFolder } };
  });
  const { state } = await run([{ as: "a", uses: "look" }], { workDir, runners: new Map([["look", look]]) });
  expect(state["a"]).toEqual({ workDir: join(workDir, "work"), git: join(workDir, "git") });
});

function unknown(uses: string): string {
  return `step kind "${uses}" is not registered; verify the kind is correct; if you are a Kargo Enterprise user, you may need to enable the promotion controller`;
}
