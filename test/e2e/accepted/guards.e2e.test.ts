import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guardPolicies } from "../../../model/compile/guard-policy.ts";
import { catalogue, type Rule, settingsOf } from "../../../model/rules/index.ts";
import { asksTogether, settingsTogether } from "../../../model/rules/together.ts";
import { fixtures } from "../../model/rules/fixtures/all.ts";
import { type Case, casesOf, elsewhere } from "../../model/rules/fixtures/cases.ts";
import { type Fixture, prod, promotes } from "../../model/rules/fixtures/fixture.ts";
import { type ApiServer, hasApiServer, type JsonObject } from "../../support/api-server.ts";
import { create, folderOf, plurals, startKargoServer, until } from "../../support/kargo-server.ts";

/** Rules that the API server holds by looking at the object; those that ask who writes stand in who-may-write. */
const held = catalogue.filter((rule) => rule.cel !== undefined && rule.check !== undefined);
const denied = /^.*denied request: /s;

function isAbout({ cel = [] }: Rule, { kind }: JsonObject): boolean {
  return cel.some(({ resource }) => resource.split("/")[0] === plurals[kind]);
}

/**
 * The rules' fixtures, asked of a real API server with the real CRDs: what a rule's check refuses its CEL refuses too, and
 * what it lets pass passes.
 */
describe.skipIf(!hasApiServer())("the API server", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startKargoServer();
    for (const name of ["demo", "argocd", "open"])
      await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    for (const kind of new Set(held.flatMap(({ kinds }) => kinds.map((each) => each.kind))))
      await defineElsewhere(kind);
    for (const rule of held) for (const object of policiesOf(rule)) await create(api.ask, object);
    for (const rule of held)
      for (const { sort, object } of asked(rule))
        if (sort === "failing")
          await until(`${rule.id} to be in force`, async () => (await refused(object, rule)) !== undefined);
  });
  afterAll(async () => {
    await api?.stop();
  });

  /** Only what carries the rule's id is asked about, so that all policies can stand beside each other. */
  function policiesOf(rule: Rule) {
    const condition = `has(object.metadata.labels) && 'rule' in object.metadata.labels && object.metadata.labels['rule'] == '${rule.id}'`;
    const fixture = fixtures[rule.id] as Fixture;
    // what objects tell of each other is written into policies when they are compiled
    const objects = asksTogether(rule) ? casesOf(fixture).map(({ object }) => object) : [];
    const settings = settingsTogether([...objects, ...(fixture.among ?? [])], settingsOf(fixture.settings));
    return guardPolicies(rule, settings, "deny", () => ({ name: "test", condition }));
  }

  function asked(rule: Rule): readonly (Case & { readonly object: JsonObject })[] {
    return casesOf(fixtures[rule.id] as Fixture).filter(({ object }) => isAbout(rule, object as JsonObject));
  }

  let count = 0;
  /** What the server says against an object; undefined when it takes it. */
  async function refused(object: JsonObject, { id, cel = [] }: Rule): Promise<string | undefined> {
    const [, subresource] = cel[0]?.resource.split("/") ?? [];
    const { labels, ...metadata } = object.metadata;
    const sent = { ...object, metadata: { ...metadata, labels: { ...labels, rule: id } } };
    count += 1;
    if (object.kind === "Namespace" && object.apiVersion === "v1")
      sent.metadata = { ...sent.metadata, namespace: undefined, name: `demo-${count}` };
    if (subresource !== undefined) sent.metadata.name = `one-${count}`;
    const path = folderOf(sent);
    const dry = subresource === undefined ? "?dryRun=All&fieldValidation=Strict" : "?fieldValidation=Strict";
    let { code, body } = await api.ask("POST", `${path}${dry}`, sent);
    if (subresource !== undefined && code === 201) {
      const stored = { ...body, status: object.status };
      ({ code, body } = await api.ask("PUT", `${path}/${body.metadata.name}/${subresource}`, stored));
    }
    return code === 200 || code === 201 ? undefined : String(body.message);
  }

  test.each(held.map((rule) => [rule.id, rule] as const))("says of %s what its check says", async (_id, rule) => {
    const verdicts: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const { sort, what, object, verdict } of asked(rule)) {
      const isOwn = verdict === "wrong" && sort === "failing";
      expected[what] = isOwn ? messageOf(rule, object) : verdict === "right" ? "taken" : "refused";
      const answer = await refused(object, rule);
      // a field that its kind can't do without is missed by the schema, before any policy is asked
      verdicts[what] =
        answer === undefined ? "taken" : sort === "field absent" ? "refused" : answer.replace(denied, "");
      // an unknown time zone is an error of CEL's own function, which refuses too, and names the zone itself
      if (answer?.includes("unknown time zone")) verdicts[what] = expected[what];
    }
    expect(verdicts).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(2);
  });

  test("has the time for G32 to look through a Stage of sixty steps and 60 KB", async () => {
    const rule = held.find(({ id }) => id === "G32") as Rule;
    const long = { uses: "http", config: { url: "https://a.example.com", body: "npm ".repeat(250) } };
    const large = prod(promotes(...Array.from({ length: 60 }, () => long))) as JsonObject;
    expect(await refused(large, rule)).toBeUndefined();
    large["spec"].promotionTemplate.spec.steps[59].config.body = `ghp_${"a1B2c3D4e5".repeat(4)}`;
    expect(await refused(large, rule)).toContain("G32: ");
  });

  function messageOf(rule: Rule, { kind }: JsonObject): string {
    const policies = policiesOf(rule).filter((each) => each.kind === "ValidatingAdmissionPolicy") as JsonObject[];
    const own = policies.find(
      ({ spec }) => spec.matchConstraints.resourceRules[0].resources[0].split("/")[0] === plurals[kind],
    );
    return own?.["spec"].validations[0].message;
  }

  async function defineElsewhere(kind: string): Promise<void> {
    const [group, version] = elsewhere.split("/");
    const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [
          {
            name: version,
            served: true,
            storage: true,
            schema,
            subresources: kind === "Freight" ? { status: {} } : {},
          },
        ],
      },
    };
    const { code, body } = await api.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    expect([code, body.message]).toEqual([201, undefined]);
  }
});
