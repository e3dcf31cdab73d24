import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localNamespace, localRegistry } from "../../../model/platform/local-names.ts";
import { gitServerObjects, registryObjects } from "../../../model/platform/local-objects.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { freePort, startProcess, untilReady } from "../../support/processes.ts";
import { testTools } from "../../support/tools.ts";

const { platform } = platformOf({ cluster: { type: "kind", local: true } });
if (platform?.cluster.type !== "kind") throw new Error("no kind cluster");
const objects = [...registryObjects(platform, platform.cluster), ...gitServerObjects(platform, platform.cluster)];

describe.skipIf(!hasApiServer())("a kind cluster's own git server and registry, at a real API server", () => {
  let api: ApiServer;
  let client: ClusterClient;

  beforeAll(async () => {
    api = await startApiServer();
    client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await api.ask("POST", "/api/v1/namespaces", { metadata: { name: localNamespace, labels } });
    await api.ask("POST", `/api/v1/namespaces/${localNamespace}/serviceaccounts`, { metadata: { name: "default" } });
  });
  afterAll(async () => {
    await api?.stop();
  });

  test("are taken, each field of them, and the registry gets the address that nodes know", async () => {
    const said: string[] = [];
    for (const object of objects) {
      const path = `${resourcePath(object)}?fieldValidation=Strict&fieldManager=slipway&force=true`;
      const { status, body } = await client.send("PATCH", path, {
        type: "application/apply-patch+yaml",
        text: JSON.stringify(object),
      });
      said.push(`${object.kind} ${object.metadata.name}: ${status}${status > 201 ? ` ${body}` : ""}`);
    }
    expect(said).toEqual([
      "Service registry: 201",
      "StatefulSet registry: 201",
      "Service gitea: 201",
      "StatefulSet gitea: 201",
    ]);
    const { body } = await api.ask("GET", `/api/v1/namespaces/${localNamespace}/services/registry`);
    expect([body.spec.clusterIP, body.spec.ports[0].nodePort]).toEqual([localRegistry, 31084]);
  });

  const pods = objects.flatMap((object) => {
    const { template } = object.spec as { template?: JsonObject };
    return template === undefined ? [] : [[object.metadata.name, template.spec] as const];
  });
  const asPod = async (name: string, spec: JsonObject) => {
    const claim = { name: "data", persistentVolumeClaim: { claimName: `data-${name}-0` } };
    const { code, body } = await api.ask("POST", `/api/v1/namespaces/${localNamespace}/pods?dryRun=All`, {
      // Its controller has made the StatefulSet's own already.
      metadata: { name: `${name}-1` },
      spec: { ...spec, volumes: [...spec.volumes, claim] },
    });
    return code === 201 ? "taken" : String(body.message);
  };

  test.each(pods)("run a Pod %s that the Pod Security Standard restricted lets in", async (name, spec) => {
    expect(await asPod(name, spec)).toBe("taken");
  });

  test.each(pods)("would have Pod %s refused without what Slipway sets", async (name, spec) => {
    const { initContainers, ...rest } = spec;
    const open = {
      ...rest,
      securityContext: {},
      containers: spec.containers.map(({ securityContext: _, ...container }: JsonObject) => container),
    };
    expect(await asPod(name, open)).toMatch(/^pods "\w+-1" is forbidden: violates PodSecurity "restricted:latest"/);
  });

  test("have ports that a Service may have, which others may not", async () => {
    const spec = (nodePort: number) => ({ type: "NodePort", selector: { a: "b" }, ports: [{ port: 80, nodePort }] });
    const made = async (nodePort: number) => {
      const service = { metadata: { name: `port-${nodePort}` }, spec: spec(nodePort) };
      const { code, body } = await api.ask("POST", `/api/v1/namespaces/${localNamespace}/services`, service);
      return code === 201 ? "taken" : String(body.message);
    };
    // The ends of what the settings take, and what lies beyond.
    expect([await made(30_000), await made(32_767)]).toEqual(["taken", "taken"]);
    for (const beyond of [29_999, 32_768])
      expect(await made(beyond)).toContain("The range of valid ports is 30000-32767");
  });
});

describe("the registry's settings", () => {
  test("keep an upload at the name by which it began, in the registry's own program", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-registry-"));
    const port = await freePort();
    const pod = registryObjects(platform, platform.cluster as never)[1]?.spec as JsonObject;
    const env = Object.fromEntries(
      pod.template.spec.containers[0].env.map(({ name, value }: JsonObject) => [name, value]),
    );
    // The image's own config, with another folder and port.
    const config = `version: 0.1\nstorage: {filesystem: {rootdirectory: ${folder}}}\nhttp: {addr: "127.0.0.1:${port}"}\n`;
    writeFileSync(join(folder, "config.yml"), config);
    const registry = startProcess({
      name: "registry",
      command: await testTools().get("registry"),
      args: ["serve", join(folder, "config.yml")],
      env,
      folder,
    });
    try {
      const door = `http://127.0.0.1:${port}`;
      await untilReady([registry], async () => (await fetch(`${door}/v2/`)).ok, 60);
      const started = await fetch(`${door}/v2/acme/goserver/blobs/uploads/`, { method: "POST" });
      expect([started.status, started.headers.get("location")]).toEqual([
        202,
        expect.stringMatching(/^\/v2\/acme\/goserver\/blobs\/uploads\//),
      ]);
    } finally {
      await registry.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
