import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { lintWorkflows, workflowFiles } from "../../../tools/workflow-lint/lint.ts";
import { zizmor } from "../../../tools/workflow-lint/zizmor.ts";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-workflow-lint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function workflow(name: string, text: string): string {
  const file = `.github/workflows/${name}.yaml`;
  mkdirSync(path.join(folder, ".github/workflows"), { recursive: true });
  writeFileSync(path.join(folder, file), text);
  return file;
}

test("the repository's workflows and those of its tests are looked at", async () => {
  expect(await workflowFiles()).toEqual(
    expect.arrayContaining([
      ".github/workflows/cd.yaml",
      ".github/workflows/preview.yaml",
      "test/golden/workflows/manifests.yaml",
      "test/golden/workflows/monorepo.yaml",
    ]),
  );
});

test("each linter tells what is wrong with a bad workflow", async () => {
  const file = workflow(
    "bad",
    `on:
  pull_request_target:
jobs:
  a:
    runs-on: ubuntu-24.04
    needs: nobody
    steps:
      - uses: actions/checkout@v4
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  );
  const { code, output, missing } = await lintWorkflows([file], { cwd: folder });
  expect({ code, missing }).toEqual({ code: 1, missing: [] });
  const rules = [...output.matchAll(/\[([a-z-]+)\]/g)].map(([, rule]) => rule);
  // actionlint's, then zizmor's, the last two of them only at its most pedantic.
  expect(rules).toEqual(expect.arrayContaining(["job-needs", "expression"]));
  for (const audit of ["dangerous-triggers", "unpinned-uses", "template-injection", "anonymous-definition"])
    expect(output).toContain(audit);
});

test("what one of them finds is enough", async () => {
  const file = workflow("empty", "on: push\npermissions: {}\njobs: {}\n");
  const { code, output } = await lintWorkflows([file], { cwd: folder });
  expect(code).toBe(1);
  expect(output).toContain('"jobs" section should not be empty');
});

test("without Python it is said what is missing", async () => {
  await expect(zizmor(path.join(folder, "cache"), "/nowhere")).rejects.toThrow(
    "python3 is not on the PATH. Install it and try again",
  );
});
