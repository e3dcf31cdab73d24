import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stepOutputs } from "../../../tools/kinds/step-outputs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-outputs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pusher = `
  stateKeyBranch = "branch"
  stateKeyCommit = "commit"
  output := map[string]any{stateKeyCommit: commitID}
  if branch != "" { output[stateKeyBranch] = branch }
  output["commitURL"] = url
`;

test("keys are read from map literals, assignments and constants", async () => {
  writeFileSync(path.join(folder, "git_pusher.go"), pusher);
  expect(
    await stepOutputs(folder, ["git-push", "copy"], ["git_pusher.go"]),
  ).toBe(`/** What each step leaves in \`outputs\` under its alias. */
export interface StepOutputs {
  "git-push": { commit: string; branch?: string; commitURL?: string };
  "copy": Record<string, never>;
}

/** Their keys: a list, or where the step's config names them; an empty list for a step without output. */
export const stepOutputs = {
  "git-push": ["commit","branch","commitURL"],
  "copy": [],
} as const;
`);
});

test("only the outermost keys of a nested map count", async () => {
  writeFileSync(
    path.join(folder, "git_pr_opener.go"),
    `Output: map[string]any{ "pr": map[string]any{ "id": pr.Number, "url": pr.URL }, }, Other: "x"`,
  );
  expect(await stepOutputs(folder, ["git-open-pr"], ["git_pr_opener.go"])).toContain('"git-open-pr": ["pr"]');
});

test("a key that upstream adds stops the generator", async () => {
  writeFileSync(path.join(folder, "git_pusher.go"), `${pusher}\n  output["tag"] = tag\n`);
  await expect(stepOutputs(folder, [], ["git_pusher.go"])).rejects.toThrow(
    new Error(
      "tools/kinds/step-outputs.ts: git_pusher.go writes [branch,commit,commitURL,tag], the table says [branch,commit,commitURL]",
    ),
  );
});

test("an output of a file that the table doesn't list stops the generator", async () => {
  writeFileSync(path.join(folder, "new_step.go"), `Output: map[string]any{"a": 1}`);
  await expect(stepOutputs(folder, [], ["new_step.go"])).rejects.toThrow(
    new Error("tools/kinds/step-outputs.ts: new_step.go writes [a], the table says []"),
  );
});
