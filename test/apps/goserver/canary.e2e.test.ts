import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { program } from "../../sandbox/seed/support.ts";
import type { JsonObject } from "../../support/api-server.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-canary-manifests-"));
let kustomize: string;
beforeAll(async () => {
  kustomize = await program("kustomize");
  cpSync(join(import.meta.dirname, "../../../apps/goserver/k8s"), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function built(overlay: string): Map<string, JsonObject> {
  writeFileSync(join(folder, "staging/kustomization.yaml"), `resources: [../base]\n${overlay}`);
  const text = execFileSync(kustomize, ["build", join(folder, "staging")], { encoding: "utf8" });
  return new Map(parseAllDocuments(text).map((document) => [document.toJS().kind, document.toJS() as JsonObject]));
}

describe("the component that makes the sample a Rollout", () => {
  const image = "images: [{name: goserver, newName: docker.io/acme/goserver, newTag: abc}]\n";
  const canary = "components: [../canary]\n";

  test("keeps its Pods as they are, and takes the Deployment's place", () => {
    const [before, after] = [built(""), built(canary)];
    const { template } = before.get("Deployment")?.spec ?? {};
    template.spec.containers[0].ports[0].protocol = "TCP";
    expect(after.get("Rollout")?.spec.template).toEqual(template);
    expect([...after.keys()].sort()).toEqual(["AnalysisTemplate", "Rollout", "Service"]);
  });

  test("tells the analysis the image that a promotion has set in the base", () => {
    const base = join(folder, "base/kustomization.yaml");
    writeFileSync(base, `resources: [deployment.yaml, service.yaml]\n${image}`);
    const { containers } = built(canary).get("Rollout")?.spec.template.spec ?? {};
    const steps = built(canary).get("Rollout")?.spec.strategy.canary.steps;
    expect([containers[0].image, steps[1].analysis.args[0]]).toEqual([
      "docker.io/acme/goserver:abc",
      { name: "image", value: "docker.io/acme/goserver:abc" },
    ]);
  });

  test("needs a patch where Deployments have `replicas`: Kustomize passes it over without a word", () => {
    const replicas = (more: string) => built(canary + more).get("Rollout")?.spec.replicas;
    const patch =
      'patches: [{target: {kind: Rollout}, patch: \'[{"op": "replace", "path": "/spec/replicas", "value": 3}]\'}]\n';
    expect([replicas("replicas: [{name: goserver, count: 3}]\n"), replicas(patch)]).toEqual([1, 3]);
  });
});
