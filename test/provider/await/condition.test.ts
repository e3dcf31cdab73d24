import { describe, expect, test } from "vitest";
import { parseWaitFor } from "../../../provider/await/condition.ts";
import { readyConditions } from "../../../provider/await/ready.ts";
import { until } from "../../../provider/await/until.ts";
import type { Fields } from "../../../provider/value.ts";

const live: Fields = {
  metadata: { name: "a", generation: 2, labels: { "a.b/c": "d" } },
  status: {
    phase: "Ready",
    count: 3,
    ok: true,
    health: { status: "Healthy" },
    list: ["x", "y"],
    conditions: [
      { type: "Ready", status: "True", reason: "Fine" },
      { type: "Synced", status: "False", reason: "Late", message: "not yet" },
      { type: "Old", status: "True", observedGeneration: 1 },
    ],
  },
};

describe("pulumi.com/waitFor", () => {
  test.each<[string, boolean, string]>([
    ["jsonpath={.status.phase}", true, ""],
    ["jsonpath={.status.phase}=Ready", true, 'found "Ready"'],
    ["jsonpath={.status.phase}=Gone", false, 'found "Ready"'],
    ["jsonpath={ .status.health.status }=Healthy", true, 'found "Healthy"'],
    ["jsonpath={$.status.count}=3", true, 'found "3"'],
    ["jsonpath={.status.ok}=true", true, 'found "true"'],
    ["jsonpath={.status.list[1]}=y", true, 'found "y"'],
    ["jsonpath={.status.list[-1]}=y", true, 'found "y"'],
    ["jsonpath={.status.list[*]}=x", true, 'found "x"'],
    ["jsonpath={.metadata.labels['a.b/c']}=d", true, 'found "d"'],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', true, 'found "True"'],
    ["jsonpath={.status.conditions[?@.type=='Synced'].status}=True", false, 'found "False"'],
    ["jsonpath={.status.none}", false, "{.status.none} selected nothing"],
    ["jsonpath={.status.health}", true, ""],
    ["condition=Ready", true, "found Ready=True (Fine)"],
    ["condition=ready", true, "found ready=True (Fine)"],
    ["condition=Synced", false, "found Synced=False (Late: not yet)"],
    ["condition=Synced=False", true, "found Synced=False (Late: not yet)"],
    ["condition=Other", false, "there is no condition Other"],
    ["condition=Old", false, "the controller has not seen the latest change"],
  ])("%s holds: %s", (expression, done, found) => {
    expect(parseWaitFor(expression).map((condition) => condition.check(live))).toEqual([{ done, found }]);
  });

  test("a JSON array is all of its expressions", () => {
    const conditions = parseWaitFor('["jsonpath={.status.phase}=Ready", "condition=Synced"]');
    expect(conditions.map((condition) => condition.text)).toEqual(["{.status.phase}=Ready", "condition Synced=True"]);
  });

  test("a status about an older generation does not count", () => {
    const old = { metadata: { generation: 2 }, status: { observedGeneration: 1, phase: "Ready" } };
    expect(parseWaitFor("jsonpath={.status.phase}=Ready")[0]?.check(old)).toEqual({
      done: false,
      found: "the controller has not seen the latest change",
    });
  });

  test.each<[string, string]>([
    ["Ready", 'pulumi.com/waitFor: expected a "jsonpath=" or "condition=" prefix, got "Ready"'],
    ["[]", "pulumi.com/waitFor: at least one condition must be specified"],
    ["jsonpath=.status.phase", "pulumi.com/waitFor: .status.phase should be wrapped in brackets { ... }"],
    ["jsonpath='{.a}'", "pulumi.com/waitFor: '{.a}' should omit shell quotes"],
    ["jsonpath={.a}=", "pulumi.com/waitFor: {.a}= requires a value"],
    ["jsonpath={.a}=b=c", 'pulumi.com/waitFor: format should be {.path}=value or {.path}, got "{.a}=b=c"'],
    ["jsonpath={..a}", 'parsing "..a": "..a" is not understood'],
    ["jsonpath={.a[?length(@)>1]}", 'parsing ".a[?length(@)>1]": "[?length(@)>1]" is not understood'],
  ])("%s is refused", (expression, message) => {
    expect(() => parseWaitFor(expression)).toThrow(new Error(message));
  });

  test("a whole map never equals a value", () => {
    expect(() => parseWaitFor("jsonpath={.status.health}=x")[0]?.check(live)).toThrow(
      'pulumi.com/waitFor: "{.status.health}" has a non-primitive value, so it cannot equal "x"',
    );
  });
});

describe("what is waited for", () => {
  const texts = (inputs: Fields) => readyConditions(inputs).map((condition) => condition.text);
  const waitFor = { "pulumi.com/waitFor": "condition=Ready" };

  test("a custom resource waits for nothing, a Namespace and a Deployment for their own, waitFor beats that and skipAwait beats all", () => {
    const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
    expect(texts({ apiVersion: "x/v1", kind: "Y" })).toEqual([]);
    expect(texts({ apiVersion: "v1", kind: "Namespace" })).toEqual(["the namespace to be Active"]);
    expect(texts(deployment)).toEqual(["the rollout to finish", "condition Available=True"]);
    expect(texts({ ...deployment, metadata: { annotations: waitFor } })).toEqual(["condition Ready=True"]);
    expect(texts({ ...deployment, metadata: { annotations: { ...waitFor, "pulumi.com/skipAwait": "true" } } })).toEqual(
      [],
    );
  });

  test("a rollout is done when every replica is new and available, and fails when it no longer progresses", () => {
    const check = (status: Fields) =>
      readyConditions({ apiVersion: "apps/v1", kind: "Deployment" })[0]?.check({
        metadata: { generation: 1 },
        spec: { replicas: 2 },
        status,
      });
    expect(check({})).toEqual({ done: false, found: "the controller has not seen the latest change" });
    expect(check({ observedGeneration: 1, replicas: 3, updatedReplicas: 2, availableReplicas: 2 })).toEqual({
      done: false,
      found: "2 updated and 2 available of 2",
    });
    expect(check({ observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 })?.done).toBe(true);
    const conditions = [
      { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "no image" },
    ];
    expect(() => check({ observedGeneration: 1, conditions })).toThrow("the rollout does not progress: no image");
  });
});

describe("waiting", () => {
  const report = () => {};

  test("ends with the result, and tells what is missing once per change", async () => {
    const told: string[] = [];
    let asked = 0;
    const step = async () => (++asked < 4 ? { waitingFor: asked < 3 ? "a" : "b" } : { result: "done", waitingFor: "" });
    const result = until(step, {
      timeoutMs: 5000,
      signal: new AbortController().signal,
      report: (text) => told.push(text),
    });
    expect(await result).toBe("done");
    expect(told).toEqual(["a", "b"]);
  });

  test("ends at its bound and says what was missing", async () => {
    const wait = until(async () => ({ waitingFor: "rain" }), {
      timeoutMs: 50,
      signal: new AbortController().signal,
      report,
    });
    await expect(wait).rejects.toThrow("timed out waiting for the condition after 0.05 s: rain");
  });

  test("ends when it is cancelled", async () => {
    const canceller = new AbortController();
    const wait = until(async () => ({ waitingFor: "rain" }), { timeoutMs: 60_000, signal: canceller.signal, report });
    canceller.abort(new Error("cancelled"));
    await expect(wait).rejects.toThrow("cancelled");
  });
});
