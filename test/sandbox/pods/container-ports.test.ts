import { describe, expect, test } from "vitest";
import { commandOf, imageVariables } from "../../../sandbox/pods/command.ts";
import { portNamed, portsOf, withPorts } from "../../../sandbox/pods/container-ports.ts";
import type { Container } from "../../../sandbox/pods/pod.ts";

const container = (more: Partial<Container>): Container => ({ name: "main", image: "r/x:1", ...more });

test("a container's ports are those it declares, then PORT's, then those that its probes ask", () => {
  const ports = [
    { name: "http", containerPort: 8080 },
    { containerPort: 53, protocol: "UDP" },
  ];
  const env = [{ name: "PORT", value: "9000" }];
  const probes = { readinessProbe: { httpGet: { port: "http" } }, livenessProbe: { tcpSocket: { port: 9001 } } };
  expect(portsOf(container({ ports, env, ...probes }))).toEqual([8080, 9000, 9001]);
  expect(portsOf(container({ env: [{ name: "PORT", value: "$(OTHER)" }] }))).toEqual([]);
});

test("a port is found by name and by number", () => {
  const one = container({ ports: [{ name: "http", containerPort: 8080 }] });
  expect([portNamed(one, "http"), portNamed(one, 8080), portNamed(one, "grpc"), portNamed(one, 81)]).toEqual([
    ...[8080, 8080],
    ...[undefined, undefined],
  ]);
});

describe("a program is told where to listen", () => {
  const ports = new Map([
    [8080, 21001],
    [9090, 21002],
  ]);
  test.each([
    ["PORT", "8080", "21001"],
    ["PORT", "1234", "21001"],
    ["METRICS_PORT", "9090", "21002"],
    ["LISTEN_ADDRESS", ":8080", "127.0.0.1:21001"],
    ["METRICS_ADDR", "0.0.0.0:9090", "127.0.0.1:21002"],
    ["LISTEN", "[::]:8080", "127.0.0.1:21001"],
    // Where it connects to is another matter.
    ["UPSTREAM_ADDR", "other.shop.svc:8080", "other.shop.svc:8080"],
    ["WORKERS", "8080", "8080"],
    ["REPORT", "8080", "8080"],
    ["DB_PORT", "5432", "5432"],
  ])("%s=%s becomes %s", (name, value, here) => {
    expect(withPorts({ [name]: value }, ports)).toEqual({ [name]: here, HOST: "127.0.0.1", PORT: "21001" });
  });

  test("also on loopback when it has no port", () => {
    expect(withPorts({ HOST: "0.0.0.0" }, new Map())).toEqual({ HOST: "127.0.0.1" });
  });
});

describe("what a container runs", () => {
  const config = { config: { Entrypoint: ["/app", "serve"], Cmd: ["--quiet"], Env: ["PATH=/", "A=b=c"] } };
  test.each([
    ["the image's own", {}, ["/app", "serve", "--quiet"]],
    ["its args in place of the image's", { args: ["--port=$(PORT)"] }, ["/app", "serve", "--port=21001"]],
    ["its command, without the image's arguments", { command: ["/other"] }, ["/other"]],
    ["both", { command: ["/other"], args: ["$$(PORT)"] }, ["/other", "$(PORT)"]],
  ])("is %s", (_, more, words) => {
    expect(commandOf(container(more), config, { PORT: "21001" })).toEqual(words);
  });

  test("is missing where neither says it", () => {
    expect(() => commandOf(container({ args: [] }), {}, {})).toThrow(
      "image r/x:1 names no program, and neither does the Pod",
    );
  });

  test("has the image's variables, but not its PATH", () => {
    expect(imageVariables(config)).toEqual({ A: "b=c" });
  });
});
