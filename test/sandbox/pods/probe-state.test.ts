import { describe, expect, test } from "vitest";
import { restartDelay } from "../../../sandbox/pods/back-off.ts";
import type { Container } from "../../../sandbox/pods/pod.ts";
import { afterProbe, freshHealth, isAsked, type ProbeKind, timing } from "../../../sandbox/pods/probe-state.ts";

const httpGet = { port: 80 };
const container = (probes: Partial<Container>): Container => ({ name: "main", image: "x", ...probes });

/** Feeds answers one after the other, `+` for success; what the container is after each: r ready, s started, ! ended. */
function told(of: Container, answers: readonly `${ProbeKind}${"+" | "-"}`[]): string[] {
  let health = freshHealth(of);
  return answers.map((answer) => {
    const after = afterProbe(of, health, answer.slice(0, -1) as ProbeKind, answer.endsWith("+"));
    health = after.health;
    return `${health.started ? "s" : ""}${health.ready ? "r" : ""}${after.restart ? "!" : ""}`;
  });
}

describe("a container", () => {
  test("without probes is ready at once, with a readiness probe started, with a startup probe neither", () => {
    const state = (probes: Partial<Container>) => freshHealth(container(probes));
    expect([state({}), state({ readinessProbe: { httpGet } }), state({ startupProbe: { httpGet } })]).toEqual([
      { started: true, ready: true, runs: {} },
      { started: true, ready: false, runs: {} },
      { started: false, ready: false, runs: {} },
    ]);
  });

  test("is ready after successThreshold answers, and no more after failureThreshold", () => {
    const readinessProbe = { httpGet, successThreshold: 2, failureThreshold: 2 };
    expect(
      told(container({ readinessProbe }), [
        ...(["readiness+", "readiness-", "readiness+", "readiness+"] as const),
        ...(["readiness-", "readiness+", "readiness-", "readiness-"] as const),
      ]),
    ).toEqual(["s", "s", "s", "sr", "sr", "sr", "sr", "s"]);
  });

  test("is ended after failureThreshold failures of liveness in a row", () => {
    const livenessProbe = { httpGet, failureThreshold: 2 };
    expect(told(container({ livenessProbe }), ["liveness-", "liveness+", "liveness-", "liveness-"])).toEqual([
      ...["sr", "sr", "sr", "sr!"],
    ]);
  });

  test("is asked only its startup probe until that succeeds, and ended when it never does", () => {
    const probes = { startupProbe: { httpGet, failureThreshold: 2 }, readinessProbe: { httpGet } };
    expect(told(container(probes), ["readiness+", "startup-", "startup+", "startup-", "readiness+"])).toEqual([
      ...["", "", "s", "s", "sr"],
    ]);
    expect(told(container(probes), ["startup-", "startup-"])).toEqual(["", "!"]);
    const fresh = freshHealth(container(probes));
    expect([isAsked(fresh, "startup"), isAsked(fresh, "liveness")]).toEqual([true, false]);
  });

  test("that has a startup probe only is ready with it", () => {
    expect(told(container({ startupProbe: { httpGet } }), ["startup+"])).toEqual(["sr"]);
  });
});

test("a probe's times have Kubernetes' defaults", () => {
  expect(timing({ httpGet })).toEqual({
    ...{ initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1 },
    ...{ successThreshold: 1, failureThreshold: 3 },
  });
});

test("a container that crashes is started anew at once, then after 10 s, twice as long each time, at most 5 min", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map((crashes) => restartDelay(crashes) / 1000)).toEqual([
    0, 10, 20, 40, 80, 160, 300, 300,
  ]);
});
