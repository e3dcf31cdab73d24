import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ArgoRollouts } from "../../../components/argo-rollouts/argo-rollouts.ts";
import { ArgoCd } from "../../../components/argocd/argocd.ts";
import { PlatformCertManager } from "../../../components/cert-manager/cert-manager.ts";
import { Kargo } from "../../../components/kargo/kargo.ts";
import { oidcConfig } from "../../../model/platform/argocd-values.ts";
import { charts, parts } from "../../../model/platform/charts.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { layered, type Values } from "../../../model/platform/values.ts";
import { preset, presets } from "../../model/platform/presets.ts";
import { expectGolden } from "../../support/golden.ts";
import { type Registered, runMocked } from "../../support/mocks.ts";

const clusters = [
  { type: "kind" },
  { type: "existing" },
  { type: "stack", stack: "organization/clusters-eks/prod" },
] as const;

const ran = new Map<string, Promise<readonly Registered[]>>();

/** A preset's components; each run is made once. */
function registered(platform: Platform): Promise<readonly Registered[]> {
  const key = JSON.stringify(platform);
  const known = ran.get(key) ?? register(platform);
  ran.set(key, known);
  return known;
}

/** As the platform stack puts the components together, in a cluster that they go with. */
async function register(platform: Platform): Promise<readonly Registered[]> {
  const results = { "random:index/randomPassword:RandomPassword": { result: "made", bcryptHash: "hash of made" } };
  const { resources } = await runMocked(
    () => {
      const cluster = new k8s.Provider("cluster", { kubeconfig: "{}" });
      const common = { providers: [cluster], deletedWith: cluster };
      const given = platform.oidc === undefined ? {} : { oidcClientSecret: pulumi.secret("given") };
      const before = [
        new PlatformCertManager("cert-manager", { platform }, common),
        new ArgoRollouts("argo-rollouts", { platform }, common),
        new ArgoCd("argocd", { platform, ...given }, common),
      ];
      new Kargo("kargo", { platform }, { ...common, dependsOn: before });
    },
    { stack: "platform", results },
  );
  return resources;
}

type Inputs = Readonly<Record<string, unknown>>;

/** A release's values, which are golden files of their own, taken out and held to those; what is laid over them stays. */
function withoutValues({ inputs, ...resource }: Registered, platform: Platform): Registered {
  const { values, ...args } = (inputs["helmOptions"] ?? inputs) as Inputs;
  const part = parts.find((each) => charts[each].release === args["name"]);
  if (values === undefined || part === undefined) return { ...resource, inputs };
  const { configs: given } = values as { configs?: { secret?: object } };
  const { oidc, people } = platform;
  // The given client secret makes the client a confidential one; the values alone know a public one.
  const oidcOver = oidc && { cm: { "oidc.config": oidcConfig(oidc, people.groupsClaim, "$argocd-oidc:clientSecret") } };
  const over: Values = part === "argocd" ? { configs: { secret: given?.secret ?? {}, ...oidcOver } } : {};
  expect(values).toEqual(layered(partValues(part, platform), over));
  const rest = { ...args, values: over };
  return { ...resource, inputs: inputs["helmOptions"] === undefined ? rest : { ...inputs, helmOptions: rest } };
}

describe("golden resources of the platform's components", () => {
  test.each(Object.keys(presets))("for a %s platform: type, name, inputs, order, secrets, protection", async (name) => {
    const platform = preset(name);
    const resources = (await registered(platform)).map((each) => withoutValues(each, platform));
    const sorted = resources.toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
    expectGolden(`platform/components-${name}.yaml`, stringify(sorted, { aliasDuplicateObjects: false, lineWidth: 0 }));
  });
});

describe("the platform's components", () => {
  const short = (resources: readonly Registered[]) =>
    resources.map(({ type, name, after, deletedWith }) => ({ type, name, after, deletedWith }));
  const rows = Object.keys(presets).flatMap((name) =>
    clusters.map((cluster) => [name, cluster.type, cluster] as const),
  );

  test.each(rows)("are the same whatever the cluster is (%s, %s)", async (name, _, cluster) => {
    // A kind cluster takes neither two of everything nor Ingresses.
    const { size: _size, ingressClassName: _class, ...small } = presets[name] as Record<string, unknown>;
    const given = cluster.type === "kind" ? small : (presets[name] as object);
    const { platform } = platformOf({ ...given, cluster }, preset(name).people);
    if (platform === undefined) throw new Error("no platform");
    expect(short(await registered(platform))).toEqual(short(await registered(preset(name))));
  });

  test("all go with their cluster, and are never protected: they can be made again", async () => {
    const resources = await registered(preset("laptop"));
    // The engine gives a component's children what it has itself.
    const components = resources.filter(({ type }) => type.startsWith("slipway:"));
    expect(components.map(({ name, deletedWith }) => [name, deletedWith])).toEqual(
      ["cert-manager", "argo-rollouts", "argocd", "kargo"].map((name) => [name, "cluster"]),
    );
    expect(resources.filter(({ protect }) => protect)).toEqual([]);
  });
});

test("Kargo's namespace lets the root container in that a company's certificates need, and only then", async () => {
  const standardOf = async (values: object) => {
    const { platform } = platformOf({ parts: { kargo: { values } } });
    if (platform === undefined) throw new Error("refused");
    const namespace = (await registered(platform)).find(({ name }) => name === "kargo-namespace");
    const metadata = namespace?.inputs["metadata"] as { labels: Record<string, string> } | undefined;
    return metadata?.labels["pod-security.kubernetes.io/enforce"];
  };
  expect(await standardOf({ controller: { cabundle: { configMapName: "company" } } })).toBe("baseline");
  expect(await standardOf({ api: { cabundle: { secretName: "company" } } })).toBe("baseline");
  expect(await standardOf({ controller: { cabundle: { configMapName: "" } } })).toBe("restricted");
});
