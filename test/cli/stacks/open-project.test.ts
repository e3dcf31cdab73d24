import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Context } from "../../../cli/context.ts";
import { openProject } from "../../../cli/stacks/open-project.ts";
import { UserError } from "../../../model/problem.ts";
import { silent } from "../../../progress/progress.ts";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-open-project-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a stack whose environment left the definition stops an up before anything is run, with the way to be rid of it", async () => {
  for (const each of ["config", "apps/shop"]) mkdirSync(path.join(folder, each), { recursive: true });
  writeFileSync(path.join(folder, "Pulumi.yaml"), "name: slipway\nstackConfigDir: config\n");
  writeFileSync(
    path.join(folder, "apps/shop/pipeline.js"),
    `export const shop = { app: "shop", warehouses: {}, stages: { dev: { from: { kind: "Warehouse", name: "main" } } } };`,
  );
  for (const name of ["dev", "qa"])
    writeFileSync(path.join(folder, `config/Pulumi.${name}.yaml`), "config:\n  slipway:role: environment\n");
  const context = new Context([], silent, new AbortController().signal);
  Object.assign(context, { project: folder });
  const file = path.relative(process.cwd(), path.join(folder, "config/Pulumi.qa.yaml"));
  await expect(openProject(context, [], { withPolicyPack: true })).rejects.toThrow(
    new UserError(
      "stack qa stands for environment qa, which no definition has (there are dev). " +
        `If it is gone for good: ${context.commandLine("down", "qa")}, then remove ${file}`,
    ),
  );
});
