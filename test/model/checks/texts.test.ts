import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { textProblems } from "../../../model/checks/texts.ts";
import { formatProblem, ProblemsError } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const secret = `ghp_${"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5"}`;

test("a pasted secret is told by its kind and place, never shown", () => {
  expect(
    textProblems({ stages: { dev: { vars: ["fine", `token ${secret}`] } } }, "goserver").map(formatProblem),
  ).toEqual([
    'error goserver.stages.dev.vars[1]: This looks like a GitHub token, and a definition is stored in Git, in the cluster and shown to everyone. Remove it, revoke it, and read a new one from a Secret: secret("…"). [pasted-secret]',
  ]);
  expect(textProblems({ [secret]: secret }, "goserver").map(({ path }) => path)).toEqual([
    'goserver["ghp_…"]',
    'goserver["ghp_…"]',
  ]);
});

test("a secret in any field of a definition is in no message of the whole check", () => {
  for (const path of [
    "app",
    "warehouses.main.image.repoURL",
    "warehouses.main.git.branch",
    "stages.prod.requiredSoakTime",
    "stages.prod.from",
  ]) {
    const problems = check(edited({ [path]: secret }), defaultSettings);
    expect(new ProblemsError("check", problems).message, path).toContain("[pasted-secret]");
    expect(JSON.stringify(problems), path).not.toContain(secret.slice(4));
  }
});

test("a character that isn't what it looks like is told by its code point", () => {
  expect(textProblems({ git: { branch: "m\u0430in\u200b" } }, "goserver").map(formatProblem)).toEqual([
    "error goserver.git.branch: This text holds characters that aren't what they look like (got \\u{430} at 1, which looks like a; \\u{200b} at 4, which can't be seen). Type the text anew. [suspicious-character]",
  ]);
});

test("data that holds itself or is nested without end is read to an end", () => {
  const circle: { name: string; self?: unknown } = { name: "a" };
  circle.self = [circle];
  const deep: unknown = Array.from({ length: 1000 }).reduce((inner: unknown) => [inner], secret);
  expect(textProblems([circle, deep], "goserver")).toEqual([]);
});

test.each([
  ["a private key", `-----BEGIN PRIVATE ${"KEY"}-----\n${"aB3dE5gH7jK9".repeat(4)}`],
  ["an access key", `AKIA${"B3DE5GH7JK9MN1PQ"}`],
  ["a JSON Web Token", `eyJ${"aB3dE5gH7jK9"}.eyJ${"aB3dE5gH7jK9"}.${"aB3dE5gH7jK9"}`],
])("%s in a field that another check shows is in no message", (_, pasted) => {
  const said = JSON.stringify(check(edited({ "warehouses.main.git.branch": `x ${pasted}` }), defaultSettings));
  expect(said).toContain('"rule":"branch"');
  expect(said).not.toMatch(/B3[dD][eE]5/);
});
