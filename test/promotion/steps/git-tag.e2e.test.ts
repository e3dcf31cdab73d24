import { join } from "node:path";
import { expect, test } from "vitest";
import { gitClone } from "../../../promotion/steps/git-clone.ts";
import { gitPush } from "../../../promotion/steps/git-push.ts";
import { gitTag } from "../../../promotion/steps/git-tag.ts";
import { contextOn, ground, outcome, plainGit, repoURL } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_tagger.go and its test; pkg/controller/git/work_tree.go, CreateTag, akuity/kargo v1.11.2
async function cloned() {
  const on = ground();
  const first = on.push("main", { file: "1\n" }, "First");
  on.git("tag", "v0", "main");
  const second = on.push("main", { file: "2\n" }, "Second");
  const context = contextOn(on);
  await gitClone.run(context, { repoURL, checkout: [{ path: "out", branch: "main" }] });
  return { on, context, first, second, out: join(on.workDir, "out") };
}

test("the last commit gets an annotated tag, in the clone only, until git-push pushes it", async () => {
  const { on, context, second, out } = await cloned();
  const config = { path: "out", tag: "v1", message: "Release\n\nNotes" };
  expect(await outcome(gitTag, context, config)).toEqual({ status: "Succeeded", output: { commit: second } });
  expect(plainGit(out, "cat-file", "-t", "v1")).toBe("tag");
  expect(plainGit(out, "tag", "-l", "--format=%(taggername) %(taggeremail)|%(contents)", "v1")).toBe(
    "Kargo <no-reply@kargo.io>|Release\n\nNotes",
  );
  expect(on.git("tag", "--list")).toBe("v0");
  expect(await outcome(gitPush, context, { path: "out", tag: "v1" })).toEqual({
    status: "Succeeded",
    output: { commit: second, branch: "main" },
  });
  expect(on.git("rev-parse", "v1^{commit}")).toBe(second);
});

test("one that is there is an error, and moved when forced", async () => {
  const { context, first, second, out } = await cloned();
  const config = { path: "out", tag: "v0", message: "Again" };
  expect(await outcome(gitTag, context, config)).toBe(
    "Error: error creating tag v0: error executing cmd [git tag -a -F - -- v0]: fatal: tag 'v0' already exists\n",
  );
  expect(plainGit(out, "rev-parse", "v0^{commit}")).toBe(first);
  expect(await outcome(gitTag, context, { ...config, force: true })).toMatchObject({ status: "Succeeded" });
  expect(plainGit(out, "rev-parse", "v0^{commit}")).toBe(second);
});

test("a tag that the remote has differently is not pushed", async () => {
  const { on, context, first } = await cloned();
  await gitTag.run(context, { path: "out", tag: "v0", message: "Again", force: true });
  expect(await outcome(gitPush, context, { path: "out", tag: "v0" })).toMatch(
    /^Error: error pushing commits to remote: error pushing tag: .*\[rejected\] +v0 -> v0 \(already exists\)/s,
  );
  expect(on.git("rev-parse", "v0^{commit}")).toBe(first);
});

test.each(["--delete", "-d", "a b", "x..y"])("a name such as %j makes no tag and no option", async (tag) => {
  const { context, out } = await cloned();
  expect(await outcome(gitTag, context, { path: "out", tag, message: "x" })).toContain(
    `'${tag}' is not a valid tag name`,
  );
  expect(plainGit(out, "tag", "--list")).toBe("v0");
});
