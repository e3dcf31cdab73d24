import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { KindChoice } from "../../../model/platform/kind.ts";
import { kindConfig } from "../../../model/platform/kind-config.ts";
import { answering, type KindEngine, kept, kind, kindEngine, node, scriptSettings } from "./kind-engine.ts";
import { changeKind } from "./kind-scripts.ts";

// As in kind-config.e2e.test.ts: kind itself with a stand-in for docker.

let engine: KindEngine;
beforeAll(() => {
  engine = kindEngine();
});
beforeEach(() => engine.reset());
afterAll(() => engine?.remove());

describe("a changed setting of a cluster that stands", () => {
  const change = (choice: KindChoice, was: string, more: Record<string, string> = {}) =>
    engine.run(changeKind, { ...scriptSettings(choice), PULUMI_COMMAND_STDOUT: was, ...more }, kindConfig(choice));
  const first = "take down what stands in it first: slipway down, then slipway up";
  const unchanged = () => {
    expect(engine.calls().filter(([verb]) => verb === "rm")).toEqual([]);
    expect([engine.has(node), engine.read(`${kept}/config.sha256`)]).toEqual([true, "digest"]);
  };

  test("is shown and refused, and nothing is deleted: ports, image and name belong to a cluster for good", async () => {
    expect((await engine.make(kind())).stdout).toBe("created slipway\n");
    const { argocd } = kind().ports;
    const other = kind({ ports: { argocd: argocd + 900 } });
    expect(await change(other, "created slipway\n", { CONFIG_DIGEST: "another" })).toEqual({
      ...{ code: 1, stdout: "" },
      stderr:
        `<       - containerPort: ${argocd}\n<         hostPort: ${argocd}\n` +
        `>       - containerPort: ${argocd + 900}\n>         hostPort: ${argocd + 900}\n` +
        `The kind cluster slipway was made with another config (above: < what it has, > what is asked for), and kind can't change a cluster. Set platform.cluster back (its image too, where an upgrade of Slipway asks for a newer one), or ${first}\n`,
    });
    unchanged();
    expect(await change(kind({ name: "other" }), "reused slipway\n")).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: `This stack's kind cluster is slipway, and platform.cluster.name now says other: that would be another cluster, with nothing in it. Set the name back, or ${first}\n`,
    });
    unchanged();
  });

  test("that asks for nothing else of the cluster is taken, also of one that Slipway didn't make", async () => {
    await engine.make(kind());
    await answering(engine, async () => {
      expect(await change(kind(), "created slipway")).toEqual({ code: 0, stdout: "reused slipway\n", stderr: "" });
      engine.set(`${kept}/config.sha256`);
      expect(await change(kind({ ports: { argocd: 31_980 } }), "reused slipway")).toEqual({
        ...{ code: 0, stdout: "reused slipway\n", stderr: "" },
      });
    });
  });

  test("makes no cluster in the place of one that is gone", async () => {
    const { code, stderr } = await change(kind(), "created slipway");
    expect([code, stderr.split("\n").at(-2)]).toEqual([
      1,
      "The kind cluster slipway isn't there any more, and the stacks still count on what was in it. Run: slipway down --cluster-gone, then slipway up",
    ]);
    expect(engine.has(node)).toBe(false);
  });
});
