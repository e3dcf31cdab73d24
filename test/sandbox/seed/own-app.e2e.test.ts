import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { silent } from "../../../progress/progress.ts";
import { publishCommit } from "../../../sandbox/seed/publish-commit.ts";
import { seedRepository } from "../../../sandbox/seed/seed-repository.ts";
import { bareRepository, git, installedGo, startRegistry, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const tmp = join(root, "tmp");

test("an app that is a repository of its own is seeded with what Git doesn't ignore, and its image has its name", async () => {
  const clone = join(root, "shop");
  for (const [file, text] of [
    ["go.mod", "module shop\n\ngo 1.24\n"],
    ["cmd/shop/main.go", "package main\n\nvar version, commit string\n\nfunc main() { println(version, commit) }\n"],
    [".gitignore", "*.env\n"],
    ["local.env", "TOKEN=1"],
    ["pipeline.ts", "export {};\n"],
    ["new.txt", "not added yet"],
  ] as const) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    writeFileSync(join(clone, file), text);
  }
  mkdirSync(tmp);
  git(clone, "init", "--quiet");
  git(clone, "add", "go.mod", "cmd");
  const remote = bareRepository(root, "shop");

  const { commit } = await seedRepository({ remote, clone, app: ".", name: "shop", untracked: true, tmp });
  const files = git(remote.url, "ls-tree", "-r", "--name-only", "main").split("\n");
  expect(files).toEqual([".gitignore", "cmd/shop/main.go", "go.mod", "new.txt"]);

  const [registry, go] = [await startRegistry(root), await installedGo()];
  const repository = "acme/shop";
  const release = await publishCommit({
    remote,
    app: ".",
    name: "shop",
    registry,
    repository,
    go,
    progress: silent,
    tmp,
  });
  expect(release).toMatchObject({ commit, version: commit.slice(0, 12), image: `${registry}/acme/shop:${commit}` });
  const headers = { accept: "application/vnd.oci.image.manifest.v1+json" };
  const read = async (path: string) => (await fetch(`http://${registry}/v2/${repository}/${path}`, { headers })).json();
  const manifest = (await read(`manifests/${commit}`)) as { config: { digest: string } };
  expect(await read(`blobs/${manifest.config.digest}`)).toMatchObject({ config: { Entrypoint: ["/shop"] } });
});
