import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { checkFile } from "../../../model/manifests/check-object.ts";
import { readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import { canaries, shownCanary } from "../../support/canaries.ts";
import { pick, seeded } from "../../support/seeded.ts";

/*
 * Whatever a file holds, the checker says something or nothing: it never throws, never hangs, never shows a secret.
 * Half of the rounds start from a right pipeline, so that the mutations reach the checks behind the schemas.
 */
const pipeline = readFileSync(join(import.meta.dirname, "pipeline.yaml"), "utf8");
const kinds = ["Stage", "Warehouse", "Project", "ProjectConfig", "PromotionTask", "AnalysisTemplate", "Application"];
const keys = [
  ...["spec", "metadata", "name", "namespace", "labels", "annotations", "requestedFreight", "origin", "sources"],
  ...["stages", "direct", "promotionTemplate", "steps", "uses", "config", "task", "vars", "value", "subscriptions"],
  ...[
    "image",
    "git",
    "chart",
    "repoURL",
    "constraint",
    "verification",
    "args",
    "apps",
    "promotionPolicies",
    "if",
    "as",
  ],
  ...["stageSelector", "__proto__", "constructor", "toString", "", "a.b", "0", "<<", "kind", "apiVersion", "retry"],
];
const texts = [
  ...["", "prod", "git-clone", "git-push", "argocd-update", "http", "${{", "${{ vars.x }}", "${{ outputs['a'].b }}"],
  ...[
    "${{ imageFrom(",
    "${%",
    "{{ x }}",
    "a\u202eb",
    "\ufeff",
    "1d",
    "^1.x",
    "(?=x)",
    "glob:[",
    "regex:(",
    "\u0000",
    "*a",
  ],
  ...canaries,
];

describe("a file may hold anything", () => {
  // 316 once found a throw on a map that says it has no text
  test.each([1, 316])(
    "the checker withstands round %i of seeded YAML and JSON",
    (seed) => {
      const random = seeded(seed);
      for (let round = 0; round < 60; round += 1) {
        const text = random() < 0.5 ? mutated(random) : arbitrary(random);
        const read = readManifests("f.yaml", text, random() < 0.1);
        const enterprise = random() < 0.5;
        const findings = [
          ...checkFile(read, { kargo: "1.11.2", enterprise, ...(random() < 0.5 ? { protectedStages: ["prod"] } : {}) }),
          ...checkReferences(read),
        ];
        const shown = JSON.stringify(findings);
        expect(shownCanary(shown), `${shown}\n${text}`).toBeUndefined();
        for (const { line, column } of findings) expect([line >= 1, column >= 1]).toEqual([true, true]);
      }
    },
    60_000,
  );
});

type Random = () => number;

/** The pipeline with lines lost, doubled, moved, and pieces replaced. */
function mutated(random: Random): string {
  const lines = pipeline.split("\n");
  for (let count = 1 + Math.floor(random() * 6); count > 0; count -= 1) {
    const at = Math.floor(random() * lines.length);
    const line = lines[at] ?? "";
    const changes = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(at, 1, `  ${line}`),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/: .*/, () => `: ${JSON.stringify(pick(random, texts))}`),
        ),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/: .*/, () => `: ${JSON.stringify(value(random, 2))}`),
        ),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/[\w-]+(?=:)/, () => pick(random, keys)),
        ),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/\S/, () => pick(random, ["{", "*", "&a ", "\t", "- ", "!!int ", "|", "%"])),
        ),
    ];
    pick(random, changes)();
  }
  return lines.join("\n");
}

function arbitrary(random: Random): string {
  const objects = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    apiVersion: pick(random, ["kargo.akuity.io/v1alpha1", "argoproj.io/v1alpha1"]),
    kind: pick(random, kinds),
    metadata: random() < 0.8 ? { name: pick(random, texts), namespace: pick(random, ["p", "", 3]) } : value(random, 2),
    spec: value(random, 6),
  }));
  return random() < 0.5
    ? JSON.stringify({ apiVersion: "v1", kind: "List", items: objects })
    : objects.map(yaml).join("---\n");
}

function yaml(object: unknown): string {
  return stringify(object);
}

function value(random: Random, depth: number): unknown {
  const choice = random();
  if (depth === 0 || choice < 0.3) return pick<unknown>(random, [...texts, null, true, false, 0, -1, 1e21, 101]);
  const length = Math.floor(random() * 5);
  if (choice < 0.5) return Array.from({ length }, () => value(random, depth - 1));
  const map: Record<string, unknown> = {};
  for (let index = 0; index < length; index += 1) {
    Object.defineProperty(map, pick(random, keys), {
      value: value(random, depth - 1),
      enumerable: true,
      configurable: true,
    });
  }
  return map;
}
