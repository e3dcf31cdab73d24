import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { KindChoice } from "../../../model/platform/kind.ts";
import { kindConfig, registryHosts } from "../../../model/platform/kind-config.ts";
import { localRegistry, serviceSubnet } from "../../../model/platform/local-names.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { expectGolden } from "../../support/golden.ts";

function kind(cluster: object): KindChoice {
  const { platform, problems } = platformOf({ cluster: { type: "kind", ...cluster } });
  if (platform?.cluster.type !== "kind") throw new Error(JSON.stringify(problems));
  return platform.cluster;
}

// That kind itself takes them, and what it makes of them: test/components/cluster/kind-config.e2e.test.ts.
describe("golden config of kind", () => {
  test.each([
    ["plain", {}],
    ["local", { local: true }],
  ])("for a %s cluster", (name, cluster) => {
    expectGolden(`kind/${name}.yaml`, kindConfig(kind(cluster)));
  });

  test("opens nothing but on loopback", () => {
    const { networking, nodes } = parse(kindConfig(kind({ local: true })));
    expect(networking.apiServerAddress).toBe("127.0.0.1");
    const mappings = nodes[0].extraPortMappings as { listenAddress: string; hostPort: number }[];
    expect(new Set(mappings.map(({ listenAddress }) => listenAddress))).toEqual(new Set(["127.0.0.1"]));
    expect(mappings.map(({ hostPort }) => hostPort)).toEqual([31080, 31081, 31082, 31083, 31084, 32080, 32081, 32082]);
  });
});

describe("the registry's address", () => {
  const number = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const [first = "", bits = ""] = serviceSubnet.split("/");

  test("is among those of the Service range that the API server gives to nobody by itself", () => {
    // Kubernetes keeps the first min(max(16, size / 16), 256) of a range for addresses that somebody asks for.
    const size = 2 ** (32 - Number(bits));
    const kept = Math.min(Math.max(16, size / 16), 256);
    const offset = number(localRegistry) - number(first);
    expect(offset).toBeGreaterThan(10); // The first and the tenth are the API server's and the DNS server's.
    expect(offset).toBeLessThan(kept);
  });

  test("is what the node's containerd is told to reach without TLS", () => {
    expect(registryHosts).toContain(`[host."http://${localRegistry}"]`);
    expect(parse(kindConfig(kind({ local: true }))).nodes[0].extraMounts).toEqual([
      { hostPath: "registry", containerPath: `/etc/containerd/certs.d/${localRegistry}`, readOnly: true },
    ]);
  });
});
