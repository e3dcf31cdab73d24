import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { commitToBranch } from "../../../sandbox/seed/commit-to-branch.ts";
import { renderStage } from "../../../sandbox/seed/render-stage.ts";
import { seedRepository } from "../../../sandbox/seed/seed-repository.ts";
import { bareRepository, git, program, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const tmp = join(root, "tmp");
mkdirSync(tmp);
const remote = bareRepository(root, "goserver");
const image = { name: "goserver", newName: "127.0.0.1:5000/acme/goserver", newTag: "0".repeat(40) };
const base = "apps/goserver/k8s/base";
let source: string;
let kustomize: string;

beforeAll(async () => {
  kustomize = await program("kustomize");
  const clone = join(import.meta.dirname, "../../..");
  source = (await seedRepository({ remote, clone, app: "apps/goserver", tmp })).commit;
});

const render = (stage: string, change: Partial<Parameters<typeof renderStage>[0]> = {}) =>
  renderStage({
    remote,
    kustomize,
    app: "goserver",
    stage,
    base,
    overlay: `apps/goserver/k8s/${stage}`,
    image,
    tmp,
    ...change,
  });
const show = (branch: string, file: string) => parse(git(remote.url, "show", `${branch}:${file}`));

test("the first render makes the Stage's branch without history, one file per object, with the image set", async () => {
  const rendered = await render("prod");
  expect(rendered).toEqual({
    commit: git(remote.url, "rev-parse", "stage/prod"),
    changed: true,
    branch: "stage/prod",
    source,
    image: `127.0.0.1:5000/acme/goserver:${"0".repeat(40)}`,
  });
  expect(git(remote.url, "ls-tree", "-r", "--name-only", "stage/prod").split("\n")).toEqual([
    "deployment-goserver.yaml",
    "poddisruptionbudget-goserver.yaml",
    "service-goserver.yaml",
  ]);
  const { spec } = show("stage/prod", "deployment-goserver.yaml");
  expect([spec.replicas, spec.template.spec.containers[0].image]).toEqual([3, rendered.image]);
  expect(git(remote.url, "log", "--format=%B", "stage/prod")).toBe(
    `Promote goserver to prod: ${source}\n\nSource-Commit: ${source}\nImage: ${rendered.image}`,
  );
  const trailers =
    "--format=%(trailers:key=Source-Commit,valueonly,separator=)|%(trailers:key=Image,valueonly,separator=)";
  expect(git(remote.url, "log", trailers, "stage/prod")).toBe(`${source}|${rendered.image}`);
});

test("rendering the same again commits nothing; another tag is one commit more", async () => {
  const first = await render("dev");
  expect(await render("dev")).toEqual({ ...first, changed: false });
  const second = await render("dev", { image: { ...image, newTag: "1".repeat(40) } });
  expect(git(remote.url, "rev-list", "stage/dev").split("\n")).toEqual([second.commit, first.commit]);
  expect(git(remote.url, "diff", "--numstat", first.commit, second.commit)).toBe("1\t1\tdeployment-goserver.yaml");
});

test("an older commit is rendered as it was, and what is no longer rendered leaves the branch", async () => {
  const { commit } = await commitToBranch({
    remote,
    branch: "main",
    tmp,
    change: async (folder) => {
      git(folder, "rm", "--quiet", `${base}/service.yaml`);
      const file = join(folder, base, "kustomization.yaml");
      const { readFile, writeFile } = await import("node:fs/promises");
      await writeFile(file, (await readFile(file, "utf8")).replace("  - service.yaml\n", ""));
      return "Drop the service\n";
    },
  });
  const files = () => git(remote.url, "ls-tree", "-r", "--name-only", "stage/staging").split("\n");
  expect((await render("staging", { commit: source })).source).toBe(source);
  expect(files()).toEqual(["deployment-goserver.yaml", "service-goserver.yaml"]);
  expect((await render("staging")).source).toBe(commit);
  expect(files()).toEqual(["deployment-goserver.yaml"]);
});

test("what kustomize can't render is told in its words, and nothing is left behind", async () => {
  await expect(render("dev", { overlay: "apps/goserver/k8s/none" })).rejects.toThrow(
    /build --load-restrictor=LoadRestrictionsNone apps\/goserver\/k8s\/none failed with exit code 1:\n.*k8s\/none/,
  );
  await expect(render("dev", { base: "apps/goserver" })).rejects.toThrow(
    /there is no kustomization file in .*apps\/goserver\. Give the folder of one as base/,
  );
  expect(readdirSync(tmp)).toEqual([]);
});
