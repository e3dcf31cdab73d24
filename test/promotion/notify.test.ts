/** What a failed Promotion posts to its chat: the compiled step, Kargo's expressions and the http step, all but the network. */
import { expect, test } from "vitest";
import { compile, targetsOf } from "../../model/compile.ts";
import { promotionExpressions } from "../../model/expr/kargo-expressions.ts";
import { defaultSettings } from "../../model/settings.ts";
import type { InlinedStep } from "../../promotion/promotion-step.ts";
import { runPromotion } from "../../promotion/run-promotion.ts";
import { http } from "../../promotion/steps/http.ts";
import { at, edited } from "../model/sample.ts";
import { freight, outside, runner, scratch } from "./support.ts";

const commit = { repoURL: "https://github.com/acme/goserver", id: "0123456789abcdef0123456789abcdef01234567" };
const [dev] = targetsOf(
  compile(edited({ notify: { host: "https://hooks.slack.com", secret: "chat" } }), defaultSettings),
);
const notify = (at(dev?.stage, "spec.promotionTemplate.spec.steps") as InlinedStep[]).at(-1) as InlinedStep;

async function posted(before: readonly InlinedStep[], answer = new Response("ok"), commits = [commit]) {
  const calls: { readonly url: string; readonly body: unknown }[] = [];
  const held = { ...freight, commits };
  const stores = { secret: async (name: string) => (name === "chat" ? { path: "/services/T0/s3cr3t" } : undefined) };
  const freightRequests = [{ origin: freight.origin }];
  const subscriptions = async () => [{ git: { repoURL: commit.repoURL } }];
  const { phase, message, stepExecutionMetadata } = await runPromotion({
    ...{ project: "goserver", stage: "dev", promotion: "dev.01", workDir: scratch() },
    steps: [...before, notify],
    freight: [held],
    targetFreight: held,
    freightRequests,
    outside: outside([], {
      http: {
        fetch: async (url, init) => {
          calls.push({ url, body: init.body });
          return answer;
        },
      },
    }),
    expressions: promotionExpressions({
      project: "goserver",
      freight: [held],
      freightRequests,
      subscriptions,
      stores,
    } as never),
    runners: new Map(
      [
        runner("fine", async () => ({ status: "Succeeded" })),
        runner("broken", async () => Promise.reject(new Error('kustomize said "no" to <base>\nand more'))),
        http,
      ].map((each) => [each.uses, each]),
    ),
    clock: () => new Date("2026-11-21T15:00:00Z"),
    signal: new AbortController().signal,
  });
  return { phase, message, calls, told: stepExecutionMetadata.at(-1)?.status };
}

test("a failure is posted as JSON with a text, and the Promotion stays as failed as it was", async () => {
  const { calls, ...rest } = await posted([
    { uses: "fine", as: "step-1" },
    { uses: "broken", as: "step-2" },
    { uses: "fine", as: "step-3" },
  ]);
  expect(rest).toEqual({
    phase: "Errored",
    message: expect.stringContaining('kustomize said "no"'),
    told: "Succeeded",
  });
  expect(calls.map(({ url }) => url)).toEqual(["https://hooks.slack.com/services/T0/s3cr3t"]);
  expect(JSON.parse(String(calls[0]?.body))).toEqual({
    text:
      "goserver: Freight brave-heron (commit 0123456789ab) was not promoted to dev.\n" +
      'step "step-2" met error threshold of 1: error running step "step-2": kustomize said "no" to <base>\nand more\n' +
      "Promotion dev.01\nNow: slipway status goserver\n" +
      "Once it is mended: slipway promote goserver --stage dev --freight brave-heron",
  });
});

test("Freight without the commit is told as well", async () => {
  const { calls, told } = await posted([{ uses: "broken", as: "step-1" }], new Response("ok"), []);
  expect([told, String(calls[0]?.body)]).toEqual([
    "Succeeded",
    expect.stringContaining("brave-heron (commit none) was"),
  ]);
});

test("a promotion that goes well posts nothing", async () => {
  expect(await posted([{ uses: "fine", as: "step-1" }])).toMatchObject({
    phase: "Succeeded",
    calls: [],
    told: "Skipped",
  });
});

test("a chat that is out of order is asked again, and one that refuses isn't", async () => {
  const failed = [{ uses: "broken", as: "step-1" }];
  expect(await posted(failed, new Response("", { status: 503 }))).toMatchObject({ phase: "Running", told: "Running" });
  expect(await posted(failed, new Response("", { status: 404 }))).toMatchObject({ phase: "Errored", told: "Failed" });
});
