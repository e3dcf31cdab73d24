import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { RunError } from "@pulumi/pulumi";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Engine } from "../../../engine/engine.ts";
import { EventLog } from "../../../engine/event-log.ts";
import { buildPolicyPack } from "../../../engine/policy-pack.ts";
import type { StackRun } from "../../../engine/stack-run.ts";
import { readPreview } from "../../../model/report/read-preview.ts";
import type { StackPreview } from "../../../model/report/stack-preview.ts";
import { program } from "../../../stacks/program.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  stackRun,
  startPipelineCluster,
} from "../../engine/pipeline-cluster.ts";
import { plainPulumi } from "../../engine/plain-pulumi.ts";

const root = join(import.meta.dirname, "../../..");
const recorded = join(import.meta.dirname, "events");
const rewrite = process.env["UPDATE_GOLDEN"] === "1";

/**
 * Records what the real engine says of the sample, and of changes to it, as lines of its event log: the fixtures in
 * `events/` that the fast tests read. `UPDATE_GOLDEN=1` writes them; without it each run has to be told in the same
 * shape as its fixture.
 */
describe.skipIf(!hasPipelineCluster())("the engine's events", () => {
  let cluster: PipelineCluster;
  let engine: Engine;
  let policyPacks: { folder: string }[];
  const events: EngineEvent[] = [];

  beforeAll(async () => {
    vi.spyOn(EventLog.prototype, "add").mockImplementation((event) => {
      events.push(event);
    });
    cluster = await startPipelineCluster();
    policyPacks = [{ folder: await buildPolicyPack() }];
    engine = cluster.engine("report", { policyPacks });
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await cluster?.stop();
  });

  /** The sample with an edit, as a program of its own. */
  function edited(name: string, ...edits: readonly (readonly [string, string])[]): StackRun["program"] {
    const folder = join(cluster.folder, "apps", name);
    mkdirSync(join(folder, "goserver"), { recursive: true });
    let text = readFileSync(join(root, "apps/goserver/pipeline.ts"), "utf8");
    text = text.replace("../../model/definition.ts", join(root, "model/definition.ts"));
    for (const [from, to] of edits) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    writeFileSync(join(folder, "goserver/pipeline.ts"), text);
    return () => program({ apps: folder });
  }

  async function record(name: string, run: StackRun): Promise<void> {
    events.length = 0;
    await engine.preview(run).catch(() => {});
    const lines = events.filter(isTelling).map((event) => JSON.stringify(slim(event)));
    // the fixture says what the whole log says
    const whole = events.map((event) => JSON.stringify(event)).join("\n");
    expect(readPreview(name, lines.join("\n"))).toEqual(readPreview(name, whole));
    const file = join(recorded, `${name}.jsonl`);
    if (rewrite) {
      mkdirSync(recorded, { recursive: true });
      writeFileSync(
        file,
        lines
          .map((line) => `${line.replaceAll(cluster.folder, "/tmp/recorded").replaceAll(root, "/work/slipway")}\n`)
          .join(""),
      );
    }
    expect(told(lines)).toEqual(told(readFileSync(file, "utf8").trimEnd().split("\n")));
  }

  test("of stacks that don't exist yet, of a change, a replacement, a refusal and a program that fails", {
    timeout: 1_200_000,
  }, async () => {
    await record("first-delivery", stackRun(cluster, "delivery"));
    const prod = `through: "pull-request" }`;
    const dev = `from: warehouse("main"), autoPromotion: true }`;
    const before = edited(
      "before",
      [prod, `through: "pull-request", requiredSoakTime: "1h", targets: ["eu", "us"] }`],
      [dev, `from: warehouse("main"), autoPromotion: true, targets: ["eu", "us"] }`],
    );
    for (const name of ["delivery", "dev", "staging", "prod"])
      await engine.up({ ...stackRun(cluster, name), program: before });
    const after = edited(
      "after",
      [prod, `through: "pull-request", requiredSoakTime: "2h", targets: ["eu", "us"] }`],
      [dev, `from: warehouse("main"), autoPromotion: true, targets: ["eu"] }`],
      ["count: 3", "count: 5"],
      [`cacheByTag: true,`, `cacheByTag: true,\n        discoveryLimit: 5,`],
    );
    for (const name of ["delivery", "dev", "staging", "prod"])
      await record(`changed-${name}`, { ...stackRun(cluster, name), program: after });
    const gone = edited(
      "gone",
      [dev, `from: warehouse("main"), autoPromotion: true, targets: ["eu", "us"] }`],
      [prod, `through: "pull-request", requiredSoakTime: "1h", targets: ["eu"] }`],
    );
    await record("protected-prod", { ...stackRun(cluster, "prod"), program: gone });
    await record("replaced-dev", {
      ...stackRun(cluster, "dev", { "slipway:argocdNamespace": { value: "argo" } }),
      program: before,
    });
    await record("failed-dev", {
      ...stackRun(cluster, "dev", { "slipway:environment": { value: "dve" } }),
      program: before,
    });
    await record("refused", { name: "bad", config: {}, program: () => violating("prod") });
    await record("hostile", { name: "bad", config: {}, program: () => violating(hostile, hostile) });
  });

  test("reach the reader in each form that the CLI writes", { timeout: 900_000 }, async () => {
    const pulumi = plainPulumi(cluster);
    await pulumi(["stack", "init", "delivery"]);
    for (const [key, { value, secret }] of Object.entries(stackRun(cluster, "delivery").config))
      await pulumi(["config", "set", "--stack", "delivery", ...(secret ? ["--secret"] : []), key], value);
    const preview = ["preview", "--stack", "delivery"];
    const log = join(cluster.folder, "events.jsonl");
    await pulumi([...preview, "--event-log", log], "", { PULUMI_DEBUG_COMMANDS: "true" });
    const texts = [
      readFileSync(log, "utf8"),
      await pulumi([...preview, "--json"], "", { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" }),
      await pulumi([...preview, "--json"]),
    ];
    const [ofLog, ofStream, ofDigest] = texts.map((text) => readPreview("delivery", text));
    expect(ofLog?.changes.map(({ name }) => name).sort()).toContain("goserver-warehouse-main");
    expect(unordered(ofStream)).toEqual(unordered(ofLog));
    const { packs, ...digest } = unordered(ofDigest) as Record<string, unknown>;
    expect(packs).toBeUndefined();
    expect({ packs: [], ...digest }).toEqual(unordered(ofLog));
    for (const text of texts) expect(text).not.toContain("correct-horse");
  });
});

/** The order in which resources are come to isn't the same each time. */
function unordered(preview: StackPreview | undefined): unknown {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return { ...preview, changes: [...(preview?.changes ?? [])].sort(byName), objects: preview?.objects.length };
}

/** What a name, and what a program says, may be made of to break out of a comment. */
const hostile =
  "a`b``c```</details></code>\n\n## Owned\n<script>x</script> @octocat #1 https://evil.example www.evil.example [x](https://evil.example) ![x](x) -->\n```\n| x |\n%%{init: {}}%% \u001b[31mred\u202e";

/** A protected Stage that takes Freight straight from a Warehouse: refused by a rule. */
async function violating(name: string, failure?: string): Promise<Record<string, unknown>> {
  const metadata = { name, namespace: "goserver", labels: { "slipway.dev/protected": "true" } };
  const spec = { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] };
  new k8s.apiextensions.CustomResource(name, { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage", metadata, spec });
  if (failure !== undefined) throw new RunError(failure);
  return {};
}

/** Not the SDK's talk with the engine, nor what is said again when a resource is done: most of a log. */
function isTelling(event: EngineEvent): boolean {
  const quiet = ["policyAnalyzeSummaryEvent", "policyRemediateSummaryEvent", "resOutputsEvent"];
  return !quiet.some((name) => name in event) && String(event.diagnosticEvent?.severity) !== "debug";
}

/** Without what nobody reads: outputs, and the inputs of what isn't drawn. */
function slim(event: EngineEvent): unknown {
  const drawn = /:(Warehouse|Stage|ProjectConfig|AnalysisTemplate)$/.test(event.resourcePreEvent?.metadata.type ?? "");
  return JSON.parse(
    JSON.stringify(event, (key, value: unknown) => (key === "outputs" || (key === "inputs" && !drawn) ? {} : value)),
  );
}

/**
 * How a log is built, not what is in it: which events with which fields, what is done to resources and told of their
 * differences. What the sample declares changes with every session; how the engine tells it only with its version.
 */
function told(lines: readonly string[]): string[] {
  const shapes = lines.flatMap((line) => {
    const { sequence: _, timestamp: __, ...event } = JSON.parse(line) as EngineEvent;
    const [[kind = "", body] = []] = Object.entries(event) as [string, Record<string, unknown>][];
    const { resourcePreEvent, policyEvent, summaryEvent } = event;
    const fields = `${kind}: ${Object.keys(body ?? {})
      .sort()
      .join(" ")}`;
    if (resourcePreEvent) {
      const { op, detailedDiff } = resourcePreEvent.metadata;
      return [fields, `op ${op}`, ...Object.values(detailedDiff ?? {}).map((diff) => `diff ${diff.diffKind}`)];
    }
    if (policyEvent) return [fields, `${policyEvent.policyName} ${policyEvent.enforcementLevel}`];
    return summaryEvent ? [fields, `result ${(summaryEvent as { result?: string }).result}`] : [];
  });
  return [...new Set(shapes)].sort();
}
