import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Compiled } from "../../../model/compile.ts";
import { canonicalJson } from "../../../model/json.ts";
import type { KubeObject } from "../../../model/object.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { root, run } from "../../../tools/run.ts";
import { allObjects } from "../../model/sample.ts";
import { type ApiServer, hasApiServer, startApiServer } from "../../support/api-server.ts";
import { schemaErrors } from "../../support/schemas.ts";
import { testTools } from "../../support/tools.ts";

/** How many requests are on their way at once. */
const together = 16;

/**
 * Every object that any fast test compiles, asked of a real API server with the pinned CRDs of Kargo, Argo CD and Argo
 * Rollouts. Kargo's own webhooks aren't there: what they refuse is told by `slipway check`.
 */
describe.skipIf(!hasApiServer())("every object that tests compile", () => {
  let api: ApiServer;
  let client: ClusterClient;
  let pipelines: readonly Compiled[];
  let objects: readonly KubeObject[];

  beforeAll(async () => {
    const [recorded, started] = await Promise.all([recordCompiled(), startApiServer()]);
    api = started;
    pipelines = recorded;
    objects = distinct(recorded.flatMap(allObjects));
    client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    const tools = testTools();
    const folders = await Promise.all([
      tools.data("kargo-crds"),
      tools.data("argocd-crds"),
      tools.data("rollouts-crds"),
    ]);
    await applyCrds(client, folders.flatMap(readCrds), AbortSignal.timeout(120_000));
    const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    await inTurns([...namespaces], (name) =>
      client.json("POST", "/api/v1/namespaces", {
        type: "application/json",
        text: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
      }),
    );
  });
  afterAll(async () => {
    await api?.stop();
  });

  /** What the API server says against an object; undefined when it would store it. */
  async function refused(object: KubeObject): Promise<string | undefined> {
    const path = `${resourcePath(object)}?dryRun=All&fieldValidation=Strict&fieldManager=slipway&force=true`;
    const sent = { type: "application/apply-patch+yaml", text: JSON.stringify(object) };
    const { status, body } = await client.send("PATCH", path, sent);
    if (status === 200 || status === 201) return undefined;
    return `${object.kind} ${object.metadata.name}: ${status} ${(JSON.parse(body) as { message?: string }).message}`;
  }

  test("is there to be asked about: goserver, its mirrored twin and every pattern", () => {
    const golden = readdirSync(join(root, "test/golden/patterns")).filter((file) => file.endsWith(".yaml"));
    expect(pipelines.length).toBeGreaterThan(golden.length + 2);
    const kinds = new Set(objects.map(({ kind }) => kind));
    const all = [
      "AnalysisTemplate",
      "AppProject",
      "Application",
      "Namespace",
      "Project",
      "ProjectConfig",
      "PromotionTask",
      "Role",
      "RoleBinding",
      "ServiceAccount",
    ];
    expect([...kinds].sort()).toEqual([...all, "Stage", "Warehouse"]);
  });

  test("is accepted by the API server as it is, no field unknown or dropped", async () => {
    const answers = await inTurns(objects, refused);
    expect(answers.filter((answer) => answer !== undefined)).toEqual([]);
  });

  test("has step configs and subscriptions that Kargo's schemas accept", () => {
    expect(objects.flatMap(schemaErrors)).toEqual([]);
  });

  test("would be refused with a field that its kind doesn't have, or a value out of its schema", async () => {
    const stage = objects.find(({ kind }) => kind === "Stage");
    const misspelt = structuredClone(stage) as KubeObject & { spec: Record<string, unknown> };
    misspelt.spec["requestFreight"] = [];
    expect(await refused(misspelt)).toMatch(/^Stage \S+: 500 .*\.spec\.requestFreight: field not declared in schema$/);
    const wrong = structuredClone(stage) as KubeObject & { spec: { requestedFreight: { origin: object }[] } };
    for (const request of wrong.spec.requestedFreight) request.origin = { kind: "Shop", name: "main" };
    expect(await refused(wrong)).toMatch(
      /^Stage \S+: 422 .*requestedFreight\[0\]\.origin\.kind: Unsupported value: "Shop"/,
    );
  });
});

/** Runs the fast tests in a process of their own, see record.ts. */
async function recordCompiled(): Promise<readonly Compiled[]> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-recorded-"));
  try {
    const { code, output } = await run("node", [join(import.meta.dirname, "record.ts"), folder], { quiet: true });
    if (code !== 0) throw new Error(`recording ended with ${code}:\n${output.slice(-4000)}`);
    return readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Compiled])),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function distinct(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...new Map(objects.map((object) => [canonicalJson(object), object])).values()];
}

/** The answers in the order of what was asked. */
async function inTurns<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const waiting = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) answers[next[0]] = await ask(next[1]);
  };
  await Promise.all(Array.from({ length: together }, worker));
  return answers;
}
