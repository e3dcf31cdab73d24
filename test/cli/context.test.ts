import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { doctor } from "../../cli/commands/doctor.ts";
import { images } from "../../cli/commands/images.ts";
import { commands } from "../../cli/commands.ts";
import { Context } from "../../cli/context.ts";
import { UserError } from "../../model/problem.ts";
import { createProgress } from "../../progress/reporter.ts";
import { root } from "../support/command.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

test("what a command tells to type in a clone is a script of package.json that runs the command named", () => {
  const context = new Context([], createProgress(process.stdout, false), AbortSignal.abort());
  for (const name of Object.keys(commands)) {
    const line = context.commandLine(name, "here");
    const [, script = "", args = ""] = /^npm run (\S+) -- (.*)$/.exec(line) ?? [];
    expect(`${scripts[script]} ${args}`, line).toBe(`node cli/slipway.ts ${name} here`);
  }
  expect(context.commandLine("up")).toBe("npm run slipway -- up");
  expect(context.commandLine("status")).toBe("npm run status");
});

test.each([
  ["doctor", doctor],
  ["images", images],
])("%s, which is about all stacks, doesn't pass over the name of one", async (name, command) => {
  const context = new Context(["dev"], createProgress(process.stdout, false), AbortSignal.abort());
  const refused = await command(context).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((refused as UserError).message.split("\n").slice(0, 2)).toEqual([
    "Unexpected argument 'dev'. This command does not take positional arguments",
    expect.stringMatching(`^usage: slipway ${name} `),
  ]);
});
