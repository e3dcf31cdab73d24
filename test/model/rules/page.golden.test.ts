import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { rulesPage } from "./page.ts";

const page = path.resolve(import.meta.dirname, "../../../docs/guards.md");
const marker = "<!-- made from the rules by test/model/rules/page.golden.test.ts -->\n";

test("docs/guards.md says of the rules what they say, as a golden file", () => {
  const [head = ""] = readFileSync(page, "utf8").split(marker);
  const text = `${head}${marker}\n${rulesPage()}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(page, text);
  expect(readFileSync(page, "utf8"), "UPDATE_GOLDEN=1 rewrites it").toBe(text);
});
