import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { ownStacks } from "../../../cli/doctor/own-stacks.ts";
import { projectBackend } from "../../../cli/doctor/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-own-stacks-"));
const context = { project: folder, commandLine: (name: string) => name };
beforeEach(() => rmSync(join(folder, "config"), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(projectFile: string, files: Readonly<Record<string, string>>) {
  mkdirSync(join(folder, "config"));
  writeFileSync(join(folder, "Pulumi.yaml"), projectFile);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "config", `Pulumi.${name}.yaml`), text);
}

const project = "name: slipway\nstackConfigDir: config\n";
const config = (role: string) => `config:\n  slipway:role: ${role}\n`;
const finding = (message: string, fix: string) => ({
  area: "config",
  rule: "config-unreadable",
  state: "error",
  message: message.replace("DIR", join(folder, "config")),
  fix,
});

test.each([
  [
    "broken YAML",
    'config:\n  slipway:role: "environment\n',
    finding("DIR/Pulumi.dev.yaml:3: this isn't valid YAML (MISSING_CHAR)", "Mend the file around line 3"),
  ],
  [
    "a * that isn't quoted",
    "config:\n  slipway:role: *environment\n",
    finding(
      "DIR/Pulumi.dev.yaml: this isn't valid YAML (an alias without its anchor)",
      "Put quotes around values that begin with *",
    ),
  ],
  [
    "no map",
    "- config\n",
    finding("DIR/Pulumi.dev.yaml: a map of keys was expected", "Write keys with values: config: {…}"),
  ],
  [
    "no role",
    "config: {}\n",
    finding(
      "DIR/Pulumi.dev.yaml: slipway:role says what the stack is for (got nothing; allowed platform, source, delivery, environment)",
      "Run: pulumi config set --stack dev slipway:role environment",
    ),
  ],
])("%s in one stack's file is a finding, and the others are read", async (_, broken, expected) => {
  write(project, { dev: broken, delivery: config("delivery"), platform: config("platform") });
  const { stacks, unreadable } = await ownStacks(context);
  expect(unreadable).toEqual([expected]);
  expect(stacks.map(({ name }) => name)).toEqual(["platform", "delivery"]);
});

test("a Pulumi.yaml that can't be read is the one finding: nobody knows where the stacks' files are", async () => {
  write("name: [slipway\n", { dev: config("environment") });
  const { stacks, unreadable } = await ownStacks(context);
  expect({ stacks, messages: unreadable.map(({ message }) => message) }).toEqual({
    stacks: [],
    messages: [`${folder}/Pulumi.yaml:2: this isn't valid YAML (BAD_INDENT)`],
  });
  expect(projectBackend(folder)).toBeUndefined();
});

test("a folder that is no project has no stacks, and nothing is wrong with that", async () => {
  expect(await ownStacks({ ...context, project: join(folder, "nowhere") })).toEqual({ stacks: [], unreadable: [] });
});
