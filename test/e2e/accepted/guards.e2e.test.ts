import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardPolicies } from "../../../model/compile/guard-policy.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import type { KubeObject } from "../../../model/object.ts";
import { catalogue, type Rule, type RuleSettings, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { fixtures } from "../../model/rules/fixtures/all.ts";
import { allObjects } from "../../model/sample.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";

const held = catalogue.filter((rule) => rule.cel !== undefined);
const denied = /^.*denied request: /s;
const policies = "/apis/admissionregistration.k8s.io/v1";

/** What the API server is asked about; the kinds' own names. */
const plurals: Readonly<Record<string, string>> = {
  Stage: "stages",
  ProjectConfig: "projectconfigs",
  PromotionTask: "promotiontasks",
  Warehouse: "warehouses",
  Freight: "freights",
  Application: "applications",
  AppProject: "appprojects",
  AnalysisTemplate: "analysistemplates",
  Pod: "pods",
  Namespace: "namespaces",
};

function isAbout({ cel = [] }: Rule, { kind }: JsonObject): boolean {
  return cel.some(({ resource }) => resource.split("/")[0] === plurals[kind]);
}

/** A policy works some seconds after it was made. */
async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await is())) {
    if (Date.now() > deadline) throw new Error(`waited a minute for ${what}`);
    await sleep(200);
  }
}

/**
 * The rules' fixtures, asked of a real API server: what a rule's check refuses its CEL refuses too, and what it lets pass
 * passes. Kinds are those of the real CRDs, their schemas open, since fixtures hold only what rules judge.
 */
describe.skipIf(!hasApiServer())("the API server", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startApiServer();
    for (const name of ["demo", "argocd", "open"]) await post("/api/v1/namespaces", { metadata: { name } });
    for (const kind of ["Stage", "ProjectConfig", "PromotionTask", "Warehouse", "Freight"])
      await define("kargo.akuity.io", kind);
    for (const kind of ["Application", "AppProject", "AnalysisTemplate"]) await define("argoproj.io", kind);
    for (const rule of held) await guard(rule, rule.id, settingsOf(fixtures[rule.id]?.settings));
    for (const [id, settings] of Object.entries(identities)) {
      const rule = held.find((each) => each.id === id);
      if (rule !== undefined) await guard(rule, id, settings);
    }
    for (const rule of held)
      for (const [object] of Object.values(failsOf(fixtures[rule.id] as Fixture)))
        if (isAbout(rule, object as JsonObject))
          await until(
            `${rule.id} to be in force`,
            async () => (await refused(object as JsonObject, rule)) !== undefined,
          );
  });
  afterAll(async () => {
    await api?.stop();
  });

  /** Rules about who writes; the test's own user is admin. */
  const identities: Readonly<Record<string, RuleSettings>> = {
    G12: settingsOf({ controllers: ["kargo"] }),
    G28: settingsOf({ deployers: ["pulumi"] }),
    G34: settingsOf({ deployers: ["pulumi"], protectedStages: ["prod"] }),
  };

  async function post(path: string, body: object): Promise<{ code: number; body: JsonObject }> {
    return api.ask("POST", path, body);
  }

  async function define(group: string, kind: string): Promise<void> {
    const plural = plurals[kind] ?? "";
    const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    const { code, body } = await post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: {
        name: `${plural}.${group}`,
        annotations: { "api-approved.kubernetes.io": "unapproved, a test" },
      },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [
          {
            name: "v1alpha1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: open },
            // as upstream: Applications have none
            subresources: kind === "Freight" ? { status: {} } : {},
          },
        ],
      },
    });
    expect([code, body.message]).toEqual([201, undefined]);
  }

  /** Only what carries the rule's id is asked about, so that all policies can stand beside each other. */
  async function guard(rule: Rule, id: string, settings: RuleSettings): Promise<void> {
    const condition = `has(object.metadata.labels) && 'rule' in object.metadata.labels && object.metadata.labels['rule'] == '${id}'`;
    const made = guardPolicies(rule, settings, "deny", () => ({ name: "test", condition }));
    for (const object of made) await create(object);
  }

  async function create(object: KubeObject): Promise<void> {
    const plural = object.kind === "ValidatingAdmissionPolicy" ? "policies" : "policybindings";
    const { code, body } = await post(`${policies}/validatingadmission${plural}`, object);
    expect([object.metadata.name, code, body.message]).toEqual([object.metadata.name, 201, undefined]);
  }

  let count = 0;
  /** What the server says against an object; undefined when it takes it. */
  async function refused(object: JsonObject, { id, cel = [] }: Rule): Promise<string | undefined> {
    const [, subresource] = cel[0]?.resource.split("/") ?? [];
    const { labels, ...metadata } = object.metadata;
    const sent = { ...object, metadata: { ...metadata, labels: { ...labels, rule: id } } };
    count += 1;
    if (object.kind === "Namespace") sent.metadata.name = `demo-${count}`;
    if (subresource !== undefined) sent.metadata.name = `one-${count}`;
    const plural = plurals[object.kind] ?? "";
    const base = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
    const place = object.kind === "Namespace" ? "" : `/namespaces/${sent.metadata.namespace}`;
    const path = `${base}${place}/${plural}`;
    const dry = subresource === undefined ? "?dryRun=All" : "";
    let { code, body } = await post(`${path}${dry}`, sent);
    if (subresource !== undefined && code === 201) {
      const stored = { ...body, status: object.status };
      ({ code, body } = await api.ask("PUT", `${path}/${body.metadata.name}/${subresource}`, stored));
    }
    return code === 200 || code === 201 ? undefined : String(body.message);
  }

  const judged = held.filter(({ id }) => fixtures[id] !== undefined);
  test.each(judged.map((rule) => [rule.id, rule] as const))("says of %s what its check says", async (id, rule) => {
    const { passes = {}, fails = {}, settings } = fixtures[id] ?? {};
    const verdicts: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const [what, object] of Object.entries({ ...passes, ...fails })) {
      const single = (Array.isArray(object) ? object[0] : object) as JsonObject;
      if (!isAbout(rule, single)) continue;
      const findings = rule.check?.(single, settingsOf(settings)) ?? [];
      expected[what] = findings.length > 0 ? `${rule.id}: ${rule.title}. ${rule.fix}` : "taken";
      const said = await refused(single, rule);
      // an unknown time zone is an error of CEL's own function, which refuses too, and names the zone itself
      verdicts[what] = said?.includes("unknown time zone") ? expected[what] : (said?.replace(denied, "") ?? "taken");
    }
    expect(verdicts).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(1);
  });

  test("takes everything that goserver compiles to, under all of its policies, and no step past them", async () => {
    const compiled = compile(goserver, defaultSettings);
    for (const object of guardObjects(compiled)) await create(object);
    await post("/api/v1/namespaces", compiled.delivery.namespace);
    const objects = allObjects(compiled);
    const asked = objects.filter(({ kind }) => plurals[kind] !== undefined && kind !== "Namespace");
    expect(new Set(asked.map(({ kind }) => kind))).toEqual(
      new Set(["Application", "AppProject", "AnalysisTemplate", "ProjectConfig", "Stage", "Warehouse"]),
    );
    const prod = asked.find(({ kind, metadata }) => kind === "Stage" && metadata.name === "prod") as JsonObject;
    const careless: JsonObject = {
      ...prod,
      spec: { ...prod.spec, promotionTemplate: { spec: { steps: [{ continueOnError: true }] } } },
    };
    await until("goserver's policies to be in force", async () => (await sent(careless as KubeObject)).code === 403);
    for (const object of asked)
      expect([object.metadata.name, (await sent(object)).body.message]).toEqual([object.metadata.name, undefined]);
    const direct: JsonObject = { ...prod, metadata: { ...prod.metadata, labels: {} } };
    direct.spec = { ...prod.spec, requestedFreight: [{ origin: { name: "main" }, sources: { direct: true } }] };
    const { code, body } = await sent(direct as KubeObject);
    expect([code, String(body.message).replace(denied, "")]).toEqual([
      403,
      "G01: A protected Stage never takes Freight straight from a Warehouse. Feed it from an upstream Stage instead, or don't protect it",
    ]);
  });

  function sent(object: KubeObject): ReturnType<typeof post> {
    const path = `/apis/${object.apiVersion}/namespaces/${object.metadata.namespace}/${plurals[object.kind]}`;
    return post(`${path}?dryRun=All`, object);
  }

  test("nobody who isn't named writes evidence, sources of Applications or protected Stages", async () => {
    const said: Record<string, unknown> = {};
    const about = async (id: string, object: JsonObject, change: object, status?: string) => {
      const [group, plural] = [object.apiVersion, plurals[object.kind]];
      const path = `/apis/${group}/namespaces/demo/${plural}`;
      const made = await post(path, { ...object, metadata: { ...object.metadata, namespace: "demo" } });
      expect([id, made.code, made.body.message]).toEqual([id, 201, undefined]);
      const at = `${path}/${made.body.metadata.name}${status === undefined ? "" : `/${status}`}`;
      const same = await api.ask("PUT", at, { ...made.body, note: "nothing that counts" });
      let other = same;
      await until(`${id} to be in force`, async () => {
        other = await api.ask("PUT", `${at}?dryRun=All`, { ...same.body, ...change });
        return other.code === 403;
      });
      said[id] = [
        same.code,
        other.code,
        String(other.body.message)
          .replace(/^.*denied request: /s, "")
          .slice(0, 4),
      ];
    };
    const labels = (id: string) => ({ labels: { rule: id, "slipway.dev/protected": "true" } });
    const kargo = { apiVersion: "kargo.akuity.io/v1alpha1" };
    const forged = { status: { verifiedIn: { prod: { longestSoak: "99h" } } } };
    await about("G12", { ...kargo, kind: "Freight", metadata: { name: "f", ...labels("G12") } }, forged, "status");
    const app = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "a", ...labels("G28") } };
    await about("G28", { ...app, spec: { source: { path: "a" } } }, { spec: { source: { path: "b" } } });
    const stage = { ...kargo, kind: "Stage", metadata: { name: "prod", ...labels("G34") }, spec: { a: 1 } };
    await about("G34", stage, { spec: { a: 2 } });
    expect(said).toEqual({ G12: [200, 403, "G12:"], G28: [200, 403, "G28:"], G34: [200, 403, "G34:"] });
    for (const kind of ["ProjectConfig", "PromotionTask", "Warehouse"]) {
      await about("G34", { ...kargo, kind, metadata: { name: "b", ...labels("G34") }, spec: { a: 1 } }, { spec: {} });
      expect([kind, said["G34"]]).toEqual([kind, [200, 403, "G34:"]]);
    }
    await about(
      "G34",
      { ...app, kind: "AppProject", metadata: { name: "b", ...labels("G34") }, spec: {} },
      { spec: { a: 1 } },
    );
    expect(said["G34"]).toEqual([200, 403, "G34:"]);
  });
});
