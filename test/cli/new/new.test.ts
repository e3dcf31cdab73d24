import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Answers, answer } from "../../../cli/new/answers.ts";
import { definitionOf, definitionText } from "../../../cli/new/definition.ts";
import { lookAt } from "../../../cli/new/look.ts";
import { manifestFiles } from "../../../cli/new/manifest-files.ts";
import { notes } from "../../../cli/new/notes.ts";
import { projectFiles } from "../../../cli/new/project-files.ts";
import { publicUrl } from "../../../cli/new/remote.ts";
import { writeNew } from "../../../cli/new/write-new.ts";
import { appSource } from "../../../cli/project.ts";
import { compile } from "../../../model/compile.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { loadPipelines } from "../../../stacks/pipelines.ts";
import { root as clone } from "../../support/command.ts";

const root = mkdtempSync(join(tmpdir(), "slipway-new-"));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    mkdirSync(dirname(join(root, name, file)), { recursive: true });
    writeFileSync(join(root, name, file), text);
  }
  return join(root, name);
}
const origin = { ".git/config": '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:acme/shop.git\n' };
const workload = (image: string, name = "shop") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: a, image: "${image}", ports: [{containerPort: 3000}]}\n`;
const kustomization = "kind: Kustomization\nresources: [deployment.yaml]\n";

/** What `new` finds, answers and would write for a folder. */
function plan(path: string, flags: Parameters<typeof answer>[1] = {}, app = "shop") {
  const found = lookAt(path);
  const answers = answer(app, flags, found, appSource(path, join(root, "project")));
  return { answers, files: [...manifestFiles(path, answers, found).keys()], notes: notes(clone, answers, found) };
}

const nothing: Answers = {
  app: "shop",
  git: "https://github.com/acme/shop",
  branch: "main",
  image: "docker.io/acme/shop",
  placeholder: "shop",
  port: 8080,
  base: "k8s/base",
  overlays: "k8s",
};
const overlays = (path: string) => ["dev", "staging", "prod"].map((name) => `${path}/${name}/kustomization.yaml`);

describe("what is found in a folder is used", () => {
  test.each<[string, Record<string, string>, Partial<Answers>, string[]]>([
    [
      "nothing",
      {},
      {},
      [...["deployment", "service", "kustomization"].map((name) => `k8s/base/${name}.yaml`), ...overlays("k8s")],
    ],
    [
      "a base and one overlay",
      {
        "deploy/base/kustomization.yaml": kustomization,
        "deploy/base/deployment.yaml": workload("ghcr.io/acme/web:1.2"),
        "deploy/dev/kustomization.yaml": "resources: [../base]\n",
      },
      {
        placeholder: "ghcr.io/acme/web",
        image: "ghcr.io/acme/web",
        port: 3000,
        base: "deploy/base",
        overlays: "deploy",
      },
      overlays("deploy").slice(1),
    ],
    [
      "a base with overlays in a folder of their own",
      {
        "k8s/base/kustomization.yaml": kustomization,
        "k8s/base/deployment.yaml": workload("web@sha256:00"),
        "k8s/overlays/prod/kustomization.yaml": "resources: [../../base]\n",
      },
      { placeholder: "web", port: 3000, overlays: "k8s/overlays" },
      overlays("k8s/overlays").slice(0, 2),
    ],
    [
      "plain manifests, of whose images one has the app's name",
      {
        "manifests/a.yaml": `${workload("redis:8", "cache")}---\n${workload("acme/shop:1")}`,
        "manifests/values.yaml": "a: 1\n",
      },
      { placeholder: "acme/shop", image: "docker.io/acme/shop", port: 3000, base: "manifests", overlays: "overlays" },
      ["manifests/kustomization.yaml", ...overlays("overlays")],
    ],
    [
      "a Rollout",
      {
        "k8s/base/kustomization.yaml": "kind: Kustomization\nresources: [rollout.yaml]\n",
        "k8s/base/rollout.yaml": workload("acme/shop:1")
          .replace("apps/v1", "argoproj.io/v1alpha1")
          .replace("Deployment", "Rollout"),
      },
      { placeholder: "acme/shop", image: "docker.io/acme/shop", port: 3000 },
      overlays("k8s"),
    ],
    [
      "a Dockerfile",
      { Dockerfile: "FROM go AS build\nEXPOSE 1\nFROM scratch\nEXPOSE 9090/tcp\nUSER 10\n" },
      { port: 9090 },
      [...["deployment", "service", "kustomization"].map((name) => `k8s/base/${name}.yaml`), ...overlays("k8s")],
    ],
  ])("%s", (name, files, expected, written) => {
    const { answers, files: paths } = plan(folder(name, { ...origin, ...files }));
    expect(answers).toEqual({ ...nothing, ...expected });
    expect(paths).toEqual(written);
  });

  test("in a repository of several apps, paths begin at its root", () => {
    const repository = folder("mono", { ...origin, "services/shop/go.mod": "" });
    expect(plan(join(repository, "services/shop")).answers).toEqual({
      ...nothing,
      base: "services/shop/k8s/base",
      overlays: "services/shop/k8s",
    });
  });
});

test("flags come before what is found", () => {
  const flags = { git: "https://git.example.com/a/b", branch: "trunk", image: "r.io/x", placeholder: "x", port: "81" };
  expect(plan(folder("flags", origin), flags).answers).toEqual({ ...nothing, ...flags, port: 81 });
});

test("what is needed and wrong is named at once", () => {
  const files = {
    "k8s/base/kustomization.yaml": "{}",
    "k8s/base/a.yaml": workload("a"),
    "k8s/base/b.yaml": workload("b"),
  };
  const path = folder("asks", files);
  expect(() => plan(path, { port: "http" })).toThrow(
    [
      "nothing was written. Needed:",
      `  --git URL: the repository that Kargo clones; ${path} has no remote origin to take it from`,
      "  --placeholder IMAGE: the name of the app's image in the manifests; k8s/base holds several images (a, b)",
      '  --port: got "http"; allowed 1 to 65535',
    ].join("\n"),
  );
});

test("what a person should know is said", () => {
  const files = { ...origin, Dockerfile: "FROM scratch\nUSER 0\n", "k8s/deployment.yaml": workload("shop") };
  expect(plan(folder("notes", files)).notes).toEqual([
    "Deployment shop doesn't meet Pod Security \"restricted\", which the app's namespaces enforce: its Pods will be refused. It has to set runAsNonRoot, seccompProfile, allowPrivilegeEscalation: false and drop ALL capabilities",
    "the Dockerfile sets no USER by number: the image has to work for a user other than root, 65532 unless the manifests say otherwise",
  ]);
  expect(plan(folder("chart", { ...origin, "Chart.yaml": "" })).notes).toEqual([
    "there is a Helm chart, and new writes Kustomize: docs/templates/helm-values.md shows a pipeline for the chart",
  ]);
});

test("the manifests that are written need no note", () => {
  const path = folder("written", origin);
  const { answers } = plan(path);
  for (const [file, text] of manifestFiles(path, answers, lookAt(path))) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  expect(plan(path)).toEqual({ answers, files: [], notes: [] });
});

test.each([
  ["git@github.com:acme/shop.git", "https://github.com/acme/shop"],
  ["https://me:secret@github.com/acme/shop.git", "https://github.com/acme/shop"],
  ["https://git.example.com:8443/acme/shop/", "https://git.example.com:8443/acme/shop"],
  ["ssh://git@git.example.com:2222/acme/shop.git", "https://git.example.com/acme/shop"],
  ["/srv/git/shop.git", undefined],
  ["../shop", undefined],
])("the remote %s is reached by others at %s", (url, expected) => {
  expect(publicUrl(url)).toBe(expected);
});

test("the file that is written is the definition that was checked", async () => {
  const answers = { ...nothing, placeholder: "ghcr.io/acme/shop", overlays: "deploy/overlays" };
  mkdirSync(join(root, "apps/shop"), { recursive: true });
  writeFileSync(join(root, "apps/shop/pipeline.ts"), definitionText(answers, join(clone, "model/definition.ts")));
  const [written] = await loadPipelines(["shop"], join(root, "apps"));
  if (written === undefined) throw new Error("nothing was loaded");
  expect(compile(written, defaultSettings)).toEqual(compile(definitionOf(answers), defaultSettings));
});

test("a new project gets a program and the config of its stacks; an existing one only what it lacks", () => {
  expect([...projectFiles(folder("empty", {})).files.keys()]).toEqual([
    "Pulumi.yaml",
    "program.js",
    ".gitignore",
    ...["delivery", "dev", "staging", "prod"].map((stack) => `config/Pulumi.${stack}.yaml`),
  ]);
  expect([...projectFiles(folder("ignores", { ".gitignore": "mine" })).files.keys()]).not.toContain(".gitignore");
  const own = folder("own", { "Pulumi.yaml": "name: till\n", "Pulumi.dev.yaml": "config: {}\n" });
  const { files, kept } = projectFiles(own);
  expect(kept).toEqual(["Pulumi.dev.yaml"]);
  expect(Object.fromEntries(files)).toEqual({
    "Pulumi.delivery.yaml": "config:\n  till:role: delivery\n",
    "Pulumi.staging.yaml": "config:\n  till:role: environment\n  till:environment: staging\n",
    "Pulumi.prod.yaml": "config:\n  till:role: environment\n  till:environment: prod\n",
  });
});

test("everything that is in the way is named, and nothing is written", async () => {
  const path = folder("taken", { "a.yaml": "mine", file: "mine" });
  const files = ["new.yaml", "a.yaml", "file/b.yaml", "file/c.yaml"].map((name) => [join(path, name), "ours"] as const);
  await expect(writeNew(new Map(files))).rejects.toThrow(
    `nothing was written, since these are there already:\n  ${path}/a.yaml\n  ${path}/file\nMove them away, choose another name, or let --from DIR use what is there`,
  );
  expect(readdirSync(path).sort()).toEqual([".git", "a.yaml", "file"]);
  expect(readFileSync(join(path, "a.yaml"), "utf8")).toBe("mine");
});
