/**
 * What this file protects: under all guards of a pipeline, on a real API server, the usual writes of Kargo's and Argo CD's own
 * controllers pass, also the last ones of what is being deleted, and the others' side doors are shut. Each asks with the
 * rights that its chart, or its Project's role, gives it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { allObjects } from "../../model/sample.ts";
import { type ApiServer, hasApiServer } from "../../support/api-server.ts";
import { create, startKargoServer, until } from "../../support/kargo-server.ts";
import { people } from "./people.ts";
import { freight, merge, prod, promotion, rbac, status, type Write, writes } from "./writes.ts";

const compiled = compile(goserver, defaultSettings);
const guards = { ...ownGuards, settings: settingsOf({ tagPatterns: { "docker.io/acme/goserver": "^[0-9a-f]{40}$" } }) };
describe.skipIf(!hasApiServer())("on the API server, under goserver's guards,", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startKargoServer();
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } });
    const objects = [...allObjects(compiled), freight("one"), freight("old"), promotion("staging")];
    for (const object of objects) await create(api.ask, object);
    for (const [name, { user, may }] of Object.entries(people)) await grant(name, user, may);
    for (const object of guardObjects(compiled, guards)) await create(api.ask, object);
    // Each policy works by itself, some seconds after it was made.
    for (const [write, who, expected] of tried)
      if (/^G\d\d$/.test(expected))
        await until(`${expected} to be in force for ${who}`, async () => (await verdict(write, who)) === expected, 120);
  });
  afterAll(async () => {
    await api?.stop();
  });

  const tried = Object.values(writes).flatMap(([write, verdicts]) =>
    Object.entries(verdicts).map(([who, expected]) => [write, who, expected] as const),
  );

  async function grant(name: string, user: string, rules: readonly object[]): Promise<void> {
    if (rules.length === 0) return;
    const metadata = { name: user.replaceAll(":", ".") };
    const roleRef = { apiGroup: rbac, kind: "ClusterRole", name: metadata.name };
    const subjects = [{ apiGroup: rbac, kind: "User", name: user }];
    const post = (kind: string, plural: string, body: object) =>
      api.ask("POST", `/apis/${rbac}/v1/${plural}`, { apiVersion: `${rbac}/v1`, kind, metadata, ...body });
    const made = await post("ClusterRole", "clusterroles", { rules });
    const bound = await post("ClusterRoleBinding", "clusterrolebindings", { roleRef, subjects });
    expect([name, made.code, bound.code]).toEqual([name, 201, 201]);
  }

  /** `taken`, which rule refuses it, or that RBAC does. */
  async function verdict(write: Write, who: string): Promise<string> {
    const { user = "", groups = [] } = people[who] ?? {};
    const { code, body } = await write(api.as(user, ...groups));
    if (code < 300) return "taken";
    const [, rule] = /denied request: (G\d\d): .+\. .+/.exec(String(body["message"])) ?? [];
    return rule ?? (/cannot \w+ resource/.test(String(body["message"])) ? "no right" : `${code} ${body["message"]}`);
  }

  test.each(Object.entries(writes))("%s", async (_what, [write, expected]) => {
    const verdicts: Record<string, string> = {};
    for (const who of Object.keys(expected)) verdicts[who] = await verdict(write, who);
    expect(verdicts).toEqual(expected);
  });

  test("what is being deleted is let go: its finalizers, its status, and whatever it looks like", async () => {
    const finalizers = ["kargo.akuity.io/finalizer"];
    await api.ask("PATCH", prod, { metadata: { finalizers } }, merge);
    expect((await api.as("pulumi")("DELETE", prod)).code).toBe(200);
    expect(await verdict(status(prod, { observedGeneration: 9 }), "Kargo's controller")).toBe("taken");
    const { user = "" } = people["Kargo's controller"] ?? {};
    const last = await api.as(user)("PATCH", prod, { metadata: { finalizers: null } }, merge);
    expect([last.code, last.body["message"]]).toEqual([200, undefined]);
    expect((await api.ask("GET", prod)).code).toBe(404);
  });

  test("a whole Project goes once its Stages have, with everything in its namespace, and no guard is in its way", async () => {
    const stages = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/stages";
    const namespace = "/api/v1/namespaces/goserver";
    await until(
      "the last Stages to keep it",
      async () => (await api.ask("DELETE", `${namespace}?dryRun=All`)).code === 403,
      240,
    );
    const byKargo = api.as("system:serviceaccount:kargo:kargo-management-controller", "system:masters");
    expect((await byKargo("DELETE", `${namespace}?dryRun=All`)).code).toBe(200);
    for (const { metadata } of (await api.ask("GET", stages)).body["items"])
      expect((await api.ask("DELETE", `${stages}/${metadata.name}`)).code).toBe(200);
    await until("it to be let go", async () => (await api.ask("DELETE", namespace)).code === 200, 240);
    await until(
      "the namespace to be gone",
      async () => (await api.ask("GET", "/api/v1/namespaces/goserver")).code === 404,
      240,
    );
  });
});
