import { describe, expect, test } from "vitest";
import { leavePodsAlone } from "../../../sandbox/pods/kwok-stages.ts";
import { parseListeners, whyUnreachable } from "../../../sandbox/pods/listeners.ts";
import { type Container, type ContainerStatus, type Pod, type PodSpec, runsHere } from "../../../sandbox/pods/pod.ts";
import { podStatus, waiting } from "../../../sandbox/pods/pod-status.ts";
import { simulatedParts } from "../../../sandbox/pods/simulated-parts.ts";

const registry = "127.0.0.1:5000";
const now = new Date("2026-01-02T03:04:05.678Z");
const main: Container = { name: "main", image: `${registry}/web:1` };
const setup: Container = { name: "setup", image: `${registry}/setup:1` };
const podOf = (spec: Partial<PodSpec>, conditions: object[] = []) =>
  ({
    metadata: { uid: "0a0b-1", name: "web", namespace: "shop" },
    spec: { containers: [main], ...spec },
    status: { conditions },
  }) as unknown as Pod;

function statusOf(pod: Pod, containers: readonly ContainerStatus[], why: Record<string, string> = {}) {
  return podStatus({
    pod,
    containers: new Map(containers.map((one) => [one.name, one])),
    why: new Map(Object.entries(why)),
    now,
  });
}
const running = (of: Container, ready: boolean): ContainerStatus => ({
  ...{ ...waiting(of, ""), ready, started: true, state: { running: { startedAt: "2026-01-02T03:04:00Z" } } },
});
const ended = (of: Container, exitCode: number): ContainerStatus => ({
  ...{ ...waiting(of, ""), state: { terminated: { exitCode, reason: "Error" } } },
});

describe("a Pod's phase", () => {
  const crashed: ContainerStatus = {
    ...waiting(main, "CrashLoopBackOff"),
    lastState: { terminated: { exitCode: 1, reason: "Error" } },
  };
  test.each<[string, Partial<PodSpec>, ContainerStatus[], string]>([
    ["nothing has started", {}, [], "Pending"],
    ["its image can't be pulled", {}, [waiting(main, "ErrImagePull")], "Pending"],
    ["it runs", {}, [running(main, false)], "Running"],
    ["it waits to be started again", {}, [crashed], "Running"],
    ["its init container is at work", { initContainers: [setup] }, [running(setup, false)], "Pending"],
    [
      "its init container has failed for good",
      { initContainers: [setup], restartPolicy: "Never" },
      [ended(setup, 1)],
      "Failed",
    ],
    ["its init container will be tried again", { initContainers: [setup] }, [ended(setup, 1)], "Pending"],
    ["it is done", { restartPolicy: "Never" }, [ended(main, 0)], "Succeeded"],
    ["it has failed", { restartPolicy: "Never" }, [ended(main, 2)], "Failed"],
    ["it will be tried again", { restartPolicy: "OnFailure" }, [ended(main, 2)], "Running"],
    ["it ended and always runs", {}, [ended(main, 0)], "Running"],
  ])("when %s", (_, spec, containers, phase) => {
    expect(statusOf(podOf(spec), containers).phase).toBe(phase);
  });
});

describe("a Pod's conditions", () => {
  const told = (pod: Pod, containers: ContainerStatus[], why?: Record<string, string>) =>
    Object.fromEntries(statusOf(pod, containers, why).conditions.map(({ type, ...rest }) => [type, rest]));
  const time = { lastTransitionTime: "2026-01-02T03:04:05Z" };

  test("are True when all containers are ready, and those of others stay", () => {
    const scheduled = { type: "PodScheduled", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" };
    expect(statusOf(podOf({}, [scheduled]), [running(main, true)]).conditions).toEqual([
      scheduled,
      ...["PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: "True",
        ...time,
      })),
    ]);
  });

  test("say which container isn't ready and why, and keep the time while nothing changes", () => {
    const before = { type: "Ready", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" };
    const message = "containers with unready status: [main]; main: readiness probe failed: 503";
    const { Ready, ContainersReady } = told(podOf({}, [before]), [running(main, false)], {
      main: "readiness probe failed: 503",
    });
    expect({ Ready, ContainersReady }).toEqual({
      Ready: { status: "False", reason: "ContainersNotReady", message, lastTransitionTime: "2026-01-01T00:00:00Z" },
      ContainersReady: { status: "False", reason: "ContainersNotReady", message, ...time },
    });
  });

  test("wait for readiness gates", () => {
    const pod = podOf({ readinessGates: [{ conditionType: "shop.example/open" }] });
    expect(told(pod, [running(main, true)])["Ready"]).toEqual({
      ...{
        status: "False",
        reason: "ReadinessGatesNotReady",
        message: "readiness gates that are not True: shop.example/open",
      },
      ...time,
    });
    const open = podOf(pod.spec, [{ type: "shop.example/open", status: "True" }]);
    expect(told(open, [running(main, true)])["Ready"]?.status).toBe("True");
  });

  test("tell of init containers, and count a sidecar among the others", () => {
    const sidecar: Container = { ...setup, restartPolicy: "Always" };
    const waits = told(podOf({ initContainers: [setup] }), [running(setup, false)])["Initialized"];
    expect(waits).toEqual({
      ...{ status: "False", reason: "ContainersNotInitialized", message: "containers with incomplete status: [setup]" },
      ...time,
    });
    const beside = told(podOf({ initContainers: [sidecar] }), [running(sidecar, false), running(main, true)]);
    expect([beside["Initialized"]?.status, beside["Ready"]?.message]).toEqual([
      "True",
      "containers with unready status: [setup]",
    ]);
  });
});

describe("which Pods run", () => {
  const foreign: Container = { name: "proxy", image: "docker.io/envoy:1" };
  test.each<[string, Partial<PodSpec>, boolean]>([
    ["an image of the registry", {}, true],
    ["another image", { containers: [foreign] }, false],
    ["both", { containers: [foreign, main] }, true],
    ["an init container of the registry", { containers: [foreign], initContainers: [setup] }, true],
    ["a registry whose name begins the same", { containers: [{ ...main, image: "127.0.0.1:50001/web:1" }] }, false],
  ])("%s", (_, spec, runs) => {
    expect(runsHere(podOf(spec), registry)).toBe(runs);
  });

  test("what of them is not as it would be elsewhere is told", () => {
    const hooked: Container = {
      ...main,
      lifecycle: {},
      livenessProbe: { grpc: {} },
      env: [{ name: "LIMIT", valueFrom: { resourceFieldRef: {} } }],
    };
    const spec = { containers: [hooked, foreign], volumes: [{ name: "data" }, { name: "kube-api-access-x1" }] };
    expect(simulatedParts(podOf(spec), registry)).toEqual([
      "simulated, because its image is not in the sandbox's registry: container proxy",
      "never asked and taken for successful: gRPC probe of container main",
      "not run: lifecycle hook of container main",
      "not mounted: volume data",
      "not set: variable LIMIT",
    ]);
    expect(simulatedParts(podOf({}), registry)).toEqual([]);
  });

  test("kwok's Stages of Pods leave exactly them alone, its Stages of Nodes stay as they are", () => {
    const stage = (kind: string) =>
      `spec:\n  resourceRef:\n    kind: ${kind}\n  selector:\n    matchExpressions:\n      - key: .a\n        operator: Exists\n`;
    expect(leavePodsAlone(stage("Node"), registry)).toBe(stage("Node"));
    expect(leavePodsAlone(stage("Pod"), undefined)).toBe(stage("Pod"));
    expect(leavePodsAlone(stage("Pod"), registry)).toBe(
      `${stage("Pod")}      - key: .spec.initContainers[]?, .spec.containers[] | .image |\n          select(startswith("127.0.0.1:5000/"))\n        operator: DoesNotExist\n`,
    );
  });
});

describe("where a program listens", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:5209 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1",
    "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1",
    "   2: 0100007F:1F91 0100007F:0001 01 00000000:00000000 00:00000000 00000000     0        0 13 1",
    "   3: 0100007F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1",
    "   4: 00000000000000000000000001000000:1F93 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 14 1",
    "   5: 00000000000000000000000000000000:1F94 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 15 1",
  ].join("\n");

  test("is read from the kernel's table: its own listening sockets, on loopback or not", () => {
    expect(parseListeners(table, new Set(["11", "12", "13", "14", "15"]))).toEqual([
      { loopback: true, port: 21001 },
      { loopback: false, port: 8080 },
      { loopback: true, port: 8083 },
      { loopback: false, port: 8084 },
    ]);
  });

  test.each([
    ["where it was told", [21001], undefined],
    ["nowhere", [], "listens on no port yet"],
    ["on the port of its spec", [8080], "listens on port 8080 although PORT says 21001: here it has to read PORT"],
    ["somewhere else", [9, 10], "listens on port 9, 10 although PORT says 21001: here it has to read PORT"],
  ])("explains why it isn't reached: %s", (_, heard, why) => {
    const listeners = heard.map((port) => ({ loopback: true, port }));
    expect(whyUnreachable(listeners, new Map([[8080, 21001]]))).toBe(why);
  });
});
