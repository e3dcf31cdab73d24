import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitToBranch } from "../../../sandbox/seed/commit-to-branch.ts";
import { bareRepository, git, temporaryFolder } from "./support.ts";

const root = temporaryFolder();

async function workplace(name: string) {
  const tmp = join(root, `${name}-tmp`);
  await mkdir(tmp);
  return { remote: bareRepository(root, name), tmp };
}

const writing = (file: string, content: string) => async (folder: string) => {
  await writeFile(join(folder, file), content);
  return `Write ${file}\n`;
};

test("a missing branch begins without history, and its next commit follows on it", async () => {
  const at = await workplace("orphan");
  await commitToBranch({ ...at, branch: "main", change: writing("source", "1") });
  const first = await commitToBranch({ ...at, branch: "stage/dev", change: writing("a", "1") });
  const second = await commitToBranch({ ...at, branch: "stage/dev", change: writing("a", "2") });
  expect(git(at.remote.url, "log", "--format=%H %P %s", "stage/dev").split("\n")).toEqual([
    `${second.commit} ${first.commit} Write a`,
    `${first.commit}  Write a`,
  ]);
  expect(git(at.remote.url, "ls-tree", "--name-only", "stage/dev")).toBe("a");
  expect([first.changed, second.changed]).toEqual([true, true]);
});

test("nothing is committed when nothing changed, and no folder is left behind", async () => {
  const at = await workplace("unchanged");
  const first = await commitToBranch({ ...at, branch: "main", change: writing("a", "1") });
  expect(await commitToBranch({ ...at, branch: "main", change: writing("a", "1") })).toEqual({
    commit: first.commit,
    changed: false,
  });
  expect(readdirSync(at.tmp)).toEqual([]);
});

test("a push that came second is made again on top of the first", async () => {
  const at = await workplace("race");
  await commitToBranch({ ...at, branch: "main", change: writing("a", "1") });
  let calls = 0;
  const mine = await commitToBranch({
    ...at,
    branch: "main",
    change: async (folder) => {
      calls++;
      if (calls === 1) await commitToBranch({ ...at, branch: "main", change: writing("theirs", "1") });
      return writing("mine", "1")(folder);
    },
  });
  expect(calls).toBe(2);
  expect(git(at.remote.url, "log", "--format=%s", mine.commit).split("\n")).toEqual([
    "Write mine",
    "Write theirs",
    "Write a",
  ]);
});

test("after ten pushes that came second it gives up with git's own words", async () => {
  const at = await workplace("lost");
  let calls = 0;
  const losing = commitToBranch({
    ...at,
    branch: "main",
    change: async (folder) => {
      calls++;
      await commitToBranch({ ...at, branch: "main", change: writing("theirs", `${calls}`) });
      return writing("mine", "1")(folder);
    },
  });
  await expect(losing).rejects.toThrow(/git push --quiet .* failed with exit code 1:\n[\s\S]*\[rejected\]/);
  expect(calls).toBe(10);
});

test("a push that the server refuses is not tried again", async () => {
  const at = await workplace("refused");
  await commitToBranch({ ...at, branch: "main", change: writing("a", "1") });
  const hooks = join(at.remote.url, "hooks");
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, "pre-receive"), "#!/bin/sh\necho no entry >&2\nexit 1\n", { mode: 0o755 });
  let calls = 0;
  const refused = commitToBranch({
    ...at,
    branch: "main",
    change: (folder) => {
      calls++;
      return writing("a", "2")(folder);
    },
  });
  await expect(refused).rejects.toThrow("remote: no entry");
  expect(calls).toBe(1);
});

test("a stopped run says why it was stopped", async () => {
  const at = await workplace("stopped");
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  await expect(commitToBranch({ ...at, signal, branch: "main", change: writing("a", "1") })).rejects.toThrow("Ctrl-C");
  expect(readdirSync(at.tmp)).toEqual([]);
});
