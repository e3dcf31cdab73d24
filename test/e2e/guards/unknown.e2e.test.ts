/**
 * What this file protects: a value that a rule judges and that isn't known at preview is refused by the real engine, field
 * by field; Pulumi itself would make advice of the policy that meets it.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPolicyPack } from "../../../engine/policy-pack.ts";
import { catalogue, policyName, type Rule } from "../../../model/rules/index.ts";
import { togetherName } from "../../../model/rules/together.ts";
import { hasPipelineCluster, type PipelineCluster, startPipelineCluster } from "../../engine/pipeline-cluster.ts";
import { fixtures } from "../../model/rules/fixtures/all.ts";
import type { Fixture } from "../../model/rules/fixtures/fixture.ts";
import type { JsonObject } from "../../support/api-server.ts";
import { replaced } from "../../support/replaced.ts";

/** Every field that a rule judges, the options of a resource left out: the engine always knows those. */
const fields = catalogue
  .flatMap((rule) => (fixtures[rule.id]?.judged ?? []).map((path) => ({ rule, path })))
  .filter(({ path }) => !path.startsWith("$options"));
const alone = fields.filter(({ rule }) => rule.check !== undefined);
const together = fields.filter(({ rule }) => rule.check === undefined);

/** These rules refuse, whatever their own level, and are told their fixtures' settings; no other is asked. */
function configOf(asked: readonly Rule[]): Record<string, object> {
  const policies = catalogue.flatMap((rule) => {
    const enforcementLevel = asked.includes(rule) ? "mandatory" : "disabled";
    return [policyName(rule), togetherName(rule)].map((name) => [
      name,
      { enforcementLevel, ...fixtures[rule.id]?.settings },
    ]);
  });
  return Object.fromEntries(policies);
}

const nameOf = ({ id }: Rule, path: string) => `${id} ${path}`;

/** Registers each rule's first object that passes, once for each field, with that field made of another resource's output. */
function programOf(asked: readonly { readonly rule: Rule; readonly path: string }[], kubeconfig: string) {
  return async () => {
    const provider = new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: "test" });
    const first = new k8s.core.v1.ConfigMap("first", { metadata: { namespace: "default" } }, { provider });
    for (const { rule, path } of asked) {
      const { passes } = fixtures[rule.id] as Fixture;
      const { $options, ...object } = withOutput(Object.values(passes)[0], path, first.id) as JsonObject;
      const options = { provider, ...$options };
      const { apiVersion, kind } = Object.values(passes)[0] as JsonObject;
      if (apiVersion !== "v1")
        new k8s.apiextensions.CustomResource(nameOf(rule, path), { ...object, apiVersion, kind } as never, options);
      // the provider that stands in for Kubernetes' own has no Pods; the engine shows policies a component of this type alike
      else if (kind === "Pod") new pulumi.ComponentResource("kubernetes:core/v1:Pod", nameOf(rule, path), object);
      else new k8s.core.v1.Namespace(nameOf(rule, path), object, options);
    }
    return {};
  };
}

/** What stands at the path comes to be the same, but only once the other resource is there. */
function withOutput(object: unknown, path: string, output: pulumi.Output<string>): object {
  const marker = "\u0000here";
  const put = (value: unknown): unknown => {
    if (value === marker) return output.apply(() => "later");
    if (Array.isArray(value)) return value.map(put);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, put(inner)]));
  };
  return put(replaced(object, path, marker)) as object;
}

describe.skipIf(!hasPipelineCluster())("a field that a rule judges, not known at preview", () => {
  let cluster: PipelineCluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    folder = await buildPolicyPack();
  });
  afterAll(() => cluster?.stop());

  /** What the engine says against each resource, by the resource's name. */
  async function refusals(name: string, asked: typeof fields): Promise<ReadonlyMap<string, string>> {
    const config = configOf([...new Set(asked.map(({ rule }) => rule))]);
    const engine = cluster.engine(name, { policyPacks: [{ folder, config }] });
    const run = { name, config: {}, program: programOf(asked, cluster.kubeconfig) };
    const error = await engine.preview(run).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    const parts = (error?.message ?? "").split(/^ {2}(?=\S)/m);
    const texts = Map.groupBy(parts, (part) => part.slice(0, part.indexOf(" (kubernetes:")));
    return new Map([...texts].map(([resource, all]) => [resource, all.join("\n")]));
  }

  function unseen(refused: ReadonlyMap<string, string>, asked: typeof fields) {
    return asked
      .filter(({ rule, path }) => {
        const said = refused.get(nameOf(rule, path))?.split("\n") ?? [];
        return !said.some((line) => line.includes("(got unknown)") && line.includes(`[${rule.id}]`));
      })
      .map(({ rule, path }) => nameOf(rule, path));
  }

  test(`is a violation that fails the preview: ${alone.length} fields of objects by themselves`, async () => {
    const refused = await refusals("alone", alone);
    expect(unseen(refused, alone)).toEqual([]);
    expect(await cluster.names()).toEqual([]);
  });

  test(`is a violation that fails the preview: ${together.length} fields of objects seen together`, async () => {
    const refused = await refusals("together", together);
    expect(unseen(refused, together)).toEqual([]);
    expect(await cluster.names()).toEqual([]);
  });
});
