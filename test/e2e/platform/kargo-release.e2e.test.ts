import { setTimeout as sleep } from "node:timers/promises";
import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kargo } from "../../../components/kargo/kargo.ts";
import { platformNamespace } from "../../../components/platform/platform-namespace.ts";
import { platformRelease } from "../../../components/platform/platform-release.ts";
import type { StackRun } from "../../../engine/stack-run.ts";
import type { Platform } from "../../../model/platform/platform.ts";
import { hasPipelineCluster } from "../../engine/pipeline-cluster.ts";
import { preset } from "../../model/platform/presets.ts";
import type { JsonObject } from "../../support/api-server.ts";
import { packChart } from "./charts-folder.ts";
import { type ReleaseCluster, startReleaseCluster } from "./release-engine.ts";

/**
 * One stack goes through all presets, as a team's platform does in a year: a laptop's small one, then two of everything
 * with an issuer, then images from a mirror.
 */
describe.skipIf(!hasPipelineCluster())("cert-manager's and Kargo's own charts, through the engine", () => {
  let cluster: ReleaseCluster;
  beforeAll(async () => {
    cluster = await startReleaseCluster();
  });
  afterAll(() => cluster?.stop());

  const charts = (name: string): Platform => {
    const platform = preset(name);
    return { ...platform, airGap: { ...platform.airGap, charts: cluster.charts } };
  };
  const provider = () => {
    const { kubeconfig } = cluster;
    return new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: "test" });
  };
  // Pulumi's own component for cert-manager is a plugin that can't be had here; the release is the same.
  const issuer: StackRun = {
    name: "issuer",
    config: {},
    program: async () => {
      const cluster = provider();
      const child = { parent: cluster, provider: cluster };
      const namespace = platformNamespace("cert-manager", child).metadata.name;
      platformRelease("cert-manager", { part: "certManager", platform: charts("laptop"), namespace }, child);
    },
  };
  const run = (name: string, version?: string): StackRun => ({
    name: "platform",
    config: {},
    program: async () => {
      const { parts, ...rest } = charts(name);
      const asked = { ...parts.kargo, ...(version !== undefined && { version }) };
      const platform = { ...rest, parts: { ...parts, kargo: asked } };
      const kargo = new Kargo("kargo", { platform }, { providers: [provider()] });
      return { password: kargo.adminPassword };
    },
  });
  const unchanged = { create: 0, update: 0, replace: 0, delete: 0 };
  const replicas = async () => {
    const { body } = await cluster.ask("GET", "/apis/apps/v1/namespaces/kargo/deployments");
    return Object.fromEntries(body.items.map(({ metadata, spec }: JsonObject) => [metadata.name, spec.replicas]));
  };
  /** Which try of helm's has its record in the cluster. */
  const release = async (): Promise<string | undefined> => {
    const { body } = await cluster.ask("GET", "/api/v1/namespaces/kargo/secrets?labelSelector=owner%3Dhelm");
    return body.items?.[0]?.metadata.uid;
  };
  /** Keeps a namespace from being gone after something has deleted it, until a try of helm's has failed for that. */
  const holdWhenItGoes = async (namespace: string) => {
    const path = `/api/v1/namespaces/${namespace}`;
    const holder = { metadata: { name: "holder", finalizers: ["slipway.test/hold"] } };
    const until = async (asked: string, holds: (body: JsonObject, code: number) => boolean) => {
      for (let answer = await cluster.ask("GET", asked); !holds(answer.body, answer.code); ) {
        await sleep(50);
        answer = await cluster.ask("GET", asked);
      }
    };
    await until(path, (_, code) => code === 200);
    expect((await cluster.ask("POST", `${path}/configmaps`, holder)).code).toBe(201);
    await until(path, ({ status }) => status.phase === "Terminating");
    // Until helm has taken back its second try as well, which meets the namespace on its way.
    const tries = new Set<string>();
    for (let now = await release(); ; now = await release()) {
      if (now !== undefined) tries.add(now);
      if (tries.size > 2 || (tries.size === 2 && now === undefined)) break;
      await sleep(50);
    }
    const free = [{ op: "remove", path: "/metadata/finalizers" }];
    await cluster.ask("PATCH", `${path}/configmaps/holder`, free, "application/json-patch+json");
  };
  const image = async () => {
    const { body } = await cluster.ask("GET", "/apis/apps/v1/namespaces/kargo/deployments/kargo-controller");
    return body.spec.template.spec.containers[0].image;
  };
  const ones = ["api", "controller", "external-webhooks-server", "management-controller", "webhooks-server"];

  test("cert-manager's comes up, its startup check done, and stays as it is the second time", async () => {
    const engine = cluster.engine("presets");
    expect((await engine.up(issuer)).changes).toEqual({ ...unchanged, create: 4, same: 0 });
    expect((await engine.up(issuer)).changes).toEqual({ ...unchanged, same: 4 });
  });

  test("Kargo's comes up for a laptop, though cert-manager's webhook answers late and what helm took back is slow to go (F12)", async () => {
    cluster.webhook.refuse = 1;
    const held = holdWhenItGoes("kargo-cluster-secrets");
    const engine = cluster.engine("presets");
    const first = await engine.up(run("laptop"));
    await held;
    expect(first.changes).toEqual({ ...unchanged, create: 8, same: 0 });
    const waits = first.messages.filter((message) => message.startsWith("waiting for "));
    expect(waits.slice(0, 2)).toEqual([
      expect.stringMatching(/^waiting for the admission webhook webhook\.cert-manager\.io \(.+\): try 2 of 20 in 1 s$/),
      // The one that is held, or another one that the first try took back and that goes just then.
      expect.stringMatching(
        /^waiting for Namespace kargo-[a-z-]+ (to be gone \(it is being terminated\)|\(it went with the try before\)): try 3 of 20 in 2 s$/,
      ),
    ]);
    expect(first.messages.filter((message) => !waits.includes(message))).toEqual(
      waits.map((_, index) => `retrying create due to on-error hook request (${index + 1}/100)`),
    );
    expect(await replicas()).toEqual(Object.fromEntries(ones.map((name) => [`kargo-${name}`, 1])));
    expect((await engine.up(run("laptop"))).changes).toEqual({ ...unchanged, same: 8 });
  });

  test("Kargo's is upgraded to two of everything, with an issuer in place of passwords", async () => {
    const engine = cluster.engine("presets");
    expect((await engine.up(run("team"))).changes).toMatchObject({ create: 0, replace: 0, update: 1, delete: 3 });
    expect(await replicas()).toMatchObject({ "kargo-api": 2, "kargo-controller": 1, "kargo-webhooks-server": 2 });
    expect((await engine.up(run("team"))).changes).toEqual({ ...unchanged, same: 5 });
  });

  test("Kargo's is upgraded to images of a mirror", async () => {
    const engine = cluster.engine("presets");
    expect((await engine.up(run("air-gapped"))).changes).toMatchObject({ create: 3, replace: 0, update: 1, delete: 0 });
    expect(await image()).toBe("registry.example.com/mirror/akuity/kargo:v1.11.2");
    expect((await engine.up(run("air-gapped"))).changes).toEqual({ ...unchanged, same: 8 });
  });

  test("Kargo's is upgraded to another version, images and all", async () => {
    await packChart(cluster.helm, "kargo", "1.11.3", cluster.charts);
    const engine = cluster.engine("presets");
    const newer = run("air-gapped", "1.11.3");
    // The release, and the component, which says its version.
    expect((await engine.up(newer)).changes).toEqual({ ...unchanged, update: 2, same: 6 });
    const { body } = await cluster.ask("GET", "/apis/apps/v1/namespaces/kargo/deployments");
    const pulled = body.items.map(({ metadata, spec }: JsonObject) => [
      metadata.name,
      spec.template.spec.containers[0].image,
    ]);
    expect(Object.fromEntries(pulled)).toEqual(
      Object.fromEntries(ones.map((name) => [`kargo-${name}`, "registry.example.com/mirror/akuity/kargo:v1.11.3"])),
    );
    expect((await engine.up(newer)).changes).toEqual({ ...unchanged, same: 8 });
  });

  test("both go, with their namespaces", async () => {
    const engine = cluster.engine("presets");
    expect((await engine.destroy(run("air-gapped"))).changes).toEqual({ ...unchanged, delete: 8, same: 0 });
    expect((await engine.destroy(issuer)).changes).toEqual({ ...unchanged, delete: 4, same: 0 });
    const { body } = await cluster.ask("GET", "/api/v1/namespaces");
    const left = body.items.map(({ metadata }: JsonObject) => metadata.name);
    expect(left.filter((name: string) => /kargo|cert-manager/.test(name))).toEqual([]);
  });
});
