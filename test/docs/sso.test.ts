import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { argocdRows } from "../e2e/people/argocd-rows.ts";
import { kargoRows } from "../e2e/people/kargo-rows.ts";
import { table } from "../e2e/people/table.ts";

const page = readFileSync(new URL("../../docs/sso.md", import.meta.url), "utf8");

test.each([
  ["Kargo", kargoRows],
  ["Argo CD", argocdRows],
])("docs/sso.md tells who may what in %s as it is proved", (_, rows) => {
  expect(page).toContain(table(rows));
});
