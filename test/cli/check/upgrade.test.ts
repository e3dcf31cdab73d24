import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { humanReport } from "../../../cli/check/report.ts";
import { reportUpgrade, type UpgradeWish } from "../../../cli/check/upgrade.ts";
import type { Context } from "../../../cli/context.ts";
import { root } from "../../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-upgrade-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "config"));
writeFileSync(join(folder, "Pulumi.yaml"), "name: slipway\nstackConfigDir: config\nruntime: nodejs\n");
const values = { global: { clusterSecretsNamespace: "kargo-cluster-secrets" } };
const platform = (kargo: object) =>
  writeFileSync(
    join(folder, "config", "Pulumi.platform.yaml"),
    JSON.stringify({
      config: {
        "slipway:role": "platform",
        "slipway:platform": { cluster: { type: "kind" }, parts: { kargo } },
      },
    }),
  );

async function said(project: string, to: UpgradeWish["to"], named: readonly string[] = []): Promise<string[]> {
  const lines: string[] = [];
  const context = { project, signal: new AbortController().signal } as Context;
  await reportUpgrade(
    context,
    humanReport((text) => lines.push(text)),
    { to, named },
  );
  return lines;
}
const kargo112 =
  "warning Kargo: Nobody has tested this Slipway with it (tested: 1.11, by Slipway) (got 1.12). Take a Slipway that pins it first, and run this again: " +
  "what its templates write, it then writes otherwise. [upgrade-version]";

test("what the templates write, the next Kargo takes as well", async () => {
  expect(await said(root, { kargo: "1.12" })).toEqual([
    kargo112,
    "",
    expect.stringMatching(/^0 errors, 1 warning, 0 notes; \d+ objects in 2 files$/),
  ]);
});

test("a step that someone wrote by hand is told what Kargo 1.12 refuses of it", async () => {
  platform({});
  const file = join(folder, "stage.yaml");
  const steps = "[{uses: git-open-pr, config: {createTargetBranch: true}}]";
  writeFileSync(
    file,
    `apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: prod}\nspec: {promotionTemplate: {spec: {steps: ${steps}}}}\n`,
  );
  expect(await said(folder, { kargo: "1.12" }, [file])).toEqual([
    kargo112,
    "",
    `error ${file} Stage/prod spec.promotionTemplate.spec.steps[0].config.createTargetBranch: Since Kargo 1.12, the step refuses \`createTargetBranch\`, ` +
      "which never had an effect (got true). Remove it, and make the target branch before. [create-target-branch]",
    "",
    "1 error, 1 warning, 0 notes; 2 objects in 2 files",
  ]);
});

test("the values that a platform gives Kargo's chart are judged, and its own files as well", async () => {
  platform({ values });
  const file = join(folder, "charts.yaml");
  writeFileSync(
    file,
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: charts}\nspec: {source: {helm: {version: v3}}}\n",
  );
  const lines = await said(folder, { kargo: "1.12", argocd: "3.5.1" }, [file]);
  expect(lines.filter((line) => /^(error|warning)/.test(line))).toEqual([
    kargo112,
    'error slipway:platform parts.kargo.values global.clusterSecretsNamespace: Since Kargo 1.12, the upgrade fails while clusterSecretsNamespace is set (got "kargo-cluster-secrets"). ' +
      "Move its Secrets to the namespace of global.systemResources.namespace and remove the value. [cluster-secrets-namespace]",
    `warning ${file} Application/charts spec.source.helm.version: Since Argo CD 3.5, \`version\` is ignored, and Helm 4 renders every chart (got "v3"). ` +
      "Render the chart with Helm 4 and compare before the upgrade; the field may stay. [helm-version]",
  ]);
});

test("an older version than the installed is advised against", async () => {
  platform({});
  expect(await said(folder, { kargo: "1.10.3" })).toContain(
    "warning Kargo: It is older than what is installed (1.11.2) (got 1.10.3). Don't go back: its CRDs drop what the newer one stored. [upgrade-version]",
  );
});
