import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kindDefaults } from "../../../model/platform/kind.ts";
import { kindConfig, registryHosts } from "../../../model/platform/kind-config.ts";
import { type KindEngine, kept, kind, kindEngine, node, scriptSettings } from "./kind-engine.ts";
import { createKind } from "./kind-scripts.ts";

// kind itself, of the version in model/versions.ts, with a stand-in for docker: its parser, its checks, its words and exit
// codes are real, and so is what it asks of the engine. No container runs; kind-engine.sh says what is made up.

let engine: KindEngine;
beforeAll(() => {
  engine = kindEngine();
});
beforeEach(() => engine.reset());
afterAll(() => engine?.remove());

describe("kind takes the config", () => {
  const pinned = kindDefaults.image;
  const digest = pinned.slice(pinned.indexOf("@"));
  const doors = [31_080, 31_081, 31_082];
  test.each<[string, object, string, readonly number[]]>([
    ["as it comes", {}, pinned, [...doors, 32_080, 32_081, 32_082]],
    ["with local: true", { local: true }, pinned, [...doors, 31_083, 31_084, 32_080, 32_081, 32_082]],
    [
      "with other ports",
      { ports: { argocd: 30_000, kargo: 32_767 } },
      pinned,
      [30_000, 32_767, 31_082, 32_080, 32_081, 32_082],
    ],
    ["with no port for apps", { ports: { apps: [] } }, pinned, doors],
    ["with one port for apps", { ports: { apps: [30_080] } }, pinned, [...doors, 30_080]],
    ["with an image by its tag", { image: "kindest/node:v1.35.2", ports: { apps: [] } }, "kindest/node:v1.35.2", doors],
    [
      "with an image by its digest",
      { image: `kindest/node${digest}`, ports: { apps: [] } },
      `kindest/node${digest}`,
      doors,
    ],
    [
      "with the image of a mirror, as in an air gap",
      { image: `registry.example.com:5000/mirror/${pinned}`, ports: { apps: [] } },
      `registry.example.com:5000/mirror/${pinned}`,
      doors,
    ],
    ["of the longest name", { name: `${"a.b-".repeat(11)}shiny`, ports: { apps: [] } }, pinned, doors],
  ])("%s", async (_, cluster, image, ports) => {
    const choice = kind(cluster);
    const { code, stdout, stderr } = await engine.make(choice);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `created ${choice.name}\n` });
    expect(stderr).toContain(`Set kubectl context to "kind-${choice.name}"`);
    const run = engine.created();
    const published = run.filter((each) => each.startsWith("--publish="));
    const [, apiServer = ""] = /^--publish=127\.0\.0\.1:(\d+):6443\/TCP$/.exec(published.at(-1) ?? "") ?? [];
    expect(published.slice(0, -1)).toEqual(ports.map((port) => `--publish=127.0.0.1:${port}:${port}/TCP`));
    expect(Number(apiServer)).toBeGreaterThan(0);
    expect([run.slice(0, 3), run.at(-1)]).toEqual([["run", "--name", `${choice.name}-control-plane`], image]);
    expect(engine.calls().filter(([verb]) => verb === "pull")).toEqual([["pull", image]]);
    expect(run.filter((each) => each.startsWith("--volume="))).toEqual(
      choice.local ? [`--volume=${join(engine.folder, kept)}/registry:/etc/containerd/certs.d/10.96.0.80:ro`] : [],
    );
  });

  test("and is strict about it", async () => {
    const given = (config: string) => engine.run(createKind, scriptSettings(kind()), config);
    const { code, stderr } = await given(kindConfig(kind()).replace("apiServerAddress", "apiServerAdress"));
    expect([code, stderr]).toEqual([
      1,
      "No kind clusters found.\nERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:\n  line 4: field apiServerAdress not found in type v1alpha4.Networking\n" +
        "kind couldn't create cluster slipway: what it said is above. A port that is taken, or an engine with too little memory, is the usual reason. Run: slipway doctor --kind\n",
    ]);
    const twice = await given(kindConfig(kind()).replaceAll("hostPort: 31081", "hostPort: 31080"));
    expect(twice.stderr).toContain(
      "port mapping with same listen address, port and protocol already configured: 127.0.0.1:31080/TCP",
    );
    expect(engine.calls().some(([verb]) => verb === "run")).toBe(false);
  });

  test("and would take the same image by itself", async () => {
    const config = kindConfig(kind()).replace(/^ *image: .*\n/m, "");
    expect(config).not.toContain("kindest/node");
    expect((await engine.run(createKind, scriptSettings(kind()), config)).code).toBe(0);
    expect(engine.created().at(-1)).toBe(kindDefaults.image);
  });

  test("and makes of it what a node of a cluster with local: true runs with", async () => {
    await engine.make(kind({ local: true }), { HTTPS_PROXY: "http://proxy.example.com:3128" });
    // As kind merges the patch into what the image has.
    expect(engine.read(`${node}/root/etc/containerd/config.toml`)).toBe(`version = 2

[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "/etc/containerd/certs.d"
`);
    const [cluster] = engine.read(`${node}/root/kind/kubeadm.conf`).split("---\n");
    expect(parse(cluster ?? "").networking).toEqual({ podSubnet: "10.244.0.0/16", serviceSubnet: "10.96.0.0/16" });
    expect(engine.read(`${kept}/registry/hosts.toml`)).toBe(registryHosts);
    // Behind a proxy the node still goes to the registry itself.
    const [, around = ""] = /^NO_PROXY=(.*)$/m.exec(engine.created().join("\n")) ?? [];
    expect(around.split(",")).toContain("10.96.0.0/16");
  });
});
