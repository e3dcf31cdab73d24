/**
 * The rules this file protects: after the walk `slipway check --live` finds nothing; what a person edits afterwards is denied
 * by the guards; once those are taken away, what is edited is named; who merged is compared with who promoted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Context } from "../../cli/context.ts";
import { bringUp } from "../../cli/sandbox/bring-up.ts";
import { promoteFirst } from "../../cli/sandbox/first-promotion.ts";
import { silent } from "../../progress/progress.ts";
import { ClusterClient } from "../../sandbox/cluster/cluster-client.ts";
import { slipway } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-check-live-"));
const state = join(folder, "state");
let client: ClusterClient;

beforeAll(async () => {
  const context = new Context([], silent, new AbortController().signal);
  const sandbox = await bringUp(context, state);
  await promoteFirst(context, sandbox);
  client = ClusterClient.fromKubeconfig(sandbox.file.kubeconfig);
  const promoting = slipway("promote", "goserver", "--stage", "prod", "--state", state).ended;
  await merged();
  const { code, output } = await promoting;
  expect(code, output).toBe(0);
});

afterAll(async () => {
  client?.close();
  await slipway("sandbox", "down", "--state", state).ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The pull request comes some seconds after the promotion began. */
async function merged(): Promise<void> {
  for (const end = Date.now() + 600_000; ; ) {
    const { code, output } = await slipway("sandbox", "merge", "1", "--state", state).ended;
    if (code === 0) return;
    if (Date.now() > end) throw new Error(`no pull request within ten minutes: ${output}`);
  }
}

async function check(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const { code, output } = await slipway("check", "--live", "--state", state, ...args).ended;
  return { code, lines: output.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME").split("\n") };
}

/** As `kubectl patch --as jane` does it. */
async function patch(path: string, body: object, user?: string): Promise<{ status: number; body: string }> {
  const type = Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json";
  const headers = user === undefined ? {} : { "impersonate-user": user };
  return client.send("PATCH", `${path}?fieldManager=kubectl-patch`, { type, text: JSON.stringify(body) }, headers);
}

test("after the walk nothing is found, and a file of identities makes the one who promoted and merged one", async () => {
  const all = await check();
  expect(all).toEqual({
    code: 0,
    lines: [expect.stringMatching(/^0 errors, 0 warnings, 0 notes; \d+ objects in 1 Project$/), ""],
  });
  const guards = (who: string) => {
    const file = join(folder, "guards.json");
    writeFileSync(file, JSON.stringify({ approval: { identities: { slipway: who } } }));
    return file;
  };
  const same = await check("goserver", "--guards", guards("slipway-admin"));
  expect(same.code).toBe(1);
  expect(same.lines.filter((line) => line.endsWith("[G14]"))).toEqual([
    expect.stringMatching(
      /^error Promotion\/goserver\/prod\.\S+ metadata\.annotations\["kargo\.akuity\.io\/create-actor"\]: Who promoted this also approved http:\S+\/pulls\/1 \(got "kubernetes:slipway-admin".*; allowed another person\)\. Let another person look at what was promoted\. \[G14\]$/,
    ),
  ]);
  expect(await check("goserver", "--guards", guards("bob"))).toMatchObject({ code: 0 });
});

test("an edit is denied while the guards are there, and named once they are gone", async () => {
  const stage = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/stages/prod";
  const direct = [{ op: "add", path: "/spec/requestedFreight/0/sources/direct", value: true }];
  const editor = {
    rules: [{ apiGroups: ["kargo.akuity.io"], resources: ["*"], verbs: ["*"] }],
    metadata: { name: "editor" },
  };
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  await client.create(`${rbac}/clusterroles`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    ...editor,
  });
  await client.create(`${rbac}/clusterrolebindings`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "editor" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "editor" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "jane" }],
  });
  let denied = await patch(stage, direct, "jane");
  // The API server learns of jane's rights a moment after they were made.
  for (const end = Date.now() + 120_000; denied.body.includes("cannot patch resource") && Date.now() < end; ) {
    await sleep(100);
    denied = await patch(stage, direct, "jane");
  }
  expect([denied.status, denied.body.includes("G01: "), denied.body]).toEqual([403, true, denied.body]);

  const binding =
    "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/slipway.goserver.prod.stages";
  await client.delete(binding);
  for (const end = Date.now() + 120_000; (await patch(stage, direct, "jane")).status !== 200; await sleep(100))
    if (Date.now() > end) throw new Error("the edit is denied after two minutes without the binding");
  const { code, lines } = await check("goserver");
  expect(code).toBe(1);
  expect(lines).toEqual([
    "error Stage/goserver/prod spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true, by kubectl-patch at TIME). Feed it from an upstream Stage instead, or don't protect it. [G01]",
    "error Stage/goserver/prod spec.requestedFreight[0].sources.direct: This is in the cluster and not in the definition (got true, by kubectl-patch at TIME; allowed nothing). Run slipway sandbox up to put it back, or write it into the definition. [changed-by-hand]",
    "error ValidatingAdmissionPolicyBinding/slipway.goserver.prod.stages: This guard isn't in the cluster, so the API server doesn't hold the rule. Run slipway sandbox up: it makes the guard again. [guard-missing]",
    "",
    expect.stringMatching(/^3 errors, 0 warnings, 0 notes; /),
    "",
  ]);
});
