import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readFreight } from "../../promotion/dry-run/freight-request.ts";
import { pipelineObjects } from "../../promotion/dry-run/pipeline-objects.ts";
import { type DryRun, dryRun } from "../../promotion/dry-run.ts";
import { stepRunners } from "../../promotion/steps/index.ts";
import { type Ground, ground, plainGit, repoURL, write } from "./git-support.ts";

const image = "docker.io/acme/app";
const steps = (stage: string, through: "push" | "pull-request") => [
  {
    uses: "git-clone",
    config: {
      repoURL,
      checkout: [
        { commit: `\${{ commitFrom('${repoURL}').ID }}`, path: "./src" },
        { branch: `stage/${stage}`, create: true, path: "./out" },
      ],
    },
  },
  { uses: "git-clear", config: { path: "./out" } },
  { uses: "copy", config: { inPath: "./src/manifests", outPath: "./out" } },
  {
    uses: "file-write",
    config: { path: "./out/image", contents: `\${{ quote(imageFrom('${image}').Tag) }}` },
  },
  {
    uses: "git-commit",
    as: "commit",
    config: { path: "./out", message: `Promote \${{ ctx.targetFreight.name }} to ${stage}` },
  },
  {
    uses: "git-push",
    as: "push",
    config: { path: "./out", ...(through === "push" ? {} : { generateTargetBranch: true }) },
  },
  ...(through === "push"
    ? []
    : [
        {
          uses: "git-open-pr",
          as: "pr",
          config: { repoURL, sourceBranch: "${{ outputs.push.branch }}", targetBranch: `stage/${stage}` },
        },
        { uses: "git-wait-for-pr", as: "merged", config: { repoURL, prNumber: "${{ outputs.pr.pr.id }}" } },
      ]),
  {
    uses: "argocd-update",
    config: {
      apps: [
        {
          name: `app-${stage}`,
          sources: [
            {
              repoURL,
              desiredRevision: through === "push" ? "${{ outputs.commit.commit }}" : "${{ outputs.merged.commit }}",
            },
          ],
        },
      ],
    },
  },
];

function stage(name: string, from: object, through: "push" | "pull-request" = "push", own?: object) {
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name, namespace: "demo" },
    spec: {
      requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: from }],
      ...(own ?? { promotionTemplate: { spec: { steps: steps(name, through) } } }),
    },
  };
}

function application(name: string, authorized = `demo:${name}`, targetRevision = `stage/${name}`) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `app-${name}`,
      namespace: "argocd",
      annotations: { "kargo.akuity.io/authorized-stage": authorized },
    },
    spec: { project: "default", destination: {}, source: { repoURL, targetRevision, path: "." } },
  };
}

const warehouse = {
  apiVersion: "kargo.akuity.io/v1alpha1",
  kind: "Warehouse",
  metadata: { name: "main", namespace: "demo" },
  spec: {
    freightCreationCriteria: { expression: `commitFrom('${repoURL}').ID == imageFrom('${image}')?.Tag` },
    subscriptions: [{ git: { repoURL, branch: "main" } }, { image: { repoURL: image } }],
  },
};

const objects = [
  warehouse,
  stage("dev", { direct: true }),
  stage("gate", { stages: ["dev"] }, "push", {}),
  stage("prod", { stages: ["gate"] }, "pull-request"),
  application("dev"),
  application("prod"),
];

function source(): Ground {
  const on = ground();
  on.push("main", { "manifests/a.yaml": "a: 1\n", "manifests/b.yaml": "b: 1\n" });
  return on;
}

function options(on: Ground, more: Partial<DryRun> & { readonly all?: readonly object[] } = {}): DryRun {
  const { all = objects, ...others } = more;
  mkdirSync(join(on.folder, "dry"), { recursive: true });
  const none = () => Promise.reject(new Error("not in this test"));
  return {
    objects: pipelineObjects(all as readonly Record<string, unknown>[], undefined, more.stage ?? "dev"),
    stage: "dev",
    downstream: false,
    requests: [],
    nameFreight: () => "f00dcafe",
    folder: mkdtempSync(join(on.folder, "dry/")),
    programs: { git: "/usr/bin/git", kustomize: none, helm: none },
    repositoryFor: () => on.remote,
    runners: stepRunners,
    now: new Date("2026-11-21T15:00:00Z"),
    signal: new AbortController().signal,
    ...others,
  };
}

/** Every file of a folder, with content and time. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0${statSync(path).mtimeMs}\0`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

describe("what is told", () => {
  test("the commit with message, author, files and diff, and the Application with its revision", async () => {
    const on = source();
    const head = on.git("rev-parse", "main");
    const report = await dryRun(options(on));
    const [dev] = report.stages;
    const commit = dev?.changes[0]?.commits.at(-1);
    expect(report.freight).toEqual([
      {
        name: "f00dcafe",
        origin: { kind: "Warehouse", name: "main" },
        commits: [
          {
            repoURL,
            id: head,
            branch: "main",
            message: "Seed",
            author: "Ann <ann@acme.io>",
            committer: "Ann <ann@acme.io>",
          },
        ],
        images: [{ repoURL: image, tag: head }],
        charts: [],
      },
    ]);
    expect(report.assumed).toEqual([
      `the commit is the newest of main, whatever paths the Warehouse looks at: ${head}`,
      `the image ${image}:${head} exists: the Warehouse asks that its tag be the commit`,
      "Argo CD's syncs end well",
    ]);
    expect(dev).toMatchObject({ stage: "dev", promotion: "dev.dry-run.f00dcaf", phase: "Succeeded" });
    expect(dev?.steps.map(({ uses, status }) => `${uses} ${status}`)).toEqual([
      "git-clone Succeeded",
      "git-clear Succeeded",
      "copy Succeeded",
      "file-write Succeeded",
      "git-commit Succeeded",
      "git-push Succeeded",
      "argocd-update Succeeded",
    ]);
    expect(dev?.changes).toMatchObject([{ repoURL, name: "stage/dev", kind: "branch" }]);
    expect(commit).toMatchObject({
      author: "Kargo <no-reply@kargo.io>",
      committer: "Kargo <no-reply@kargo.io>",
      message: "Promote f00dcafe to dev",
      files: [
        { status: "A", path: "a.yaml" },
        { status: "A", path: "b.yaml" },
        { status: "A", path: "image" },
      ],
    });
    expect(commit?.diff).toContain("--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1 @@\n+a: 1\n");
    expect(dev?.syncs).toEqual([{ namespace: "argocd", name: "app-dev", revisions: [commit?.id] }]);
  });

  test("downstream, with a Stage that only passes Freight on, and the pull request it would open", async () => {
    const on = source();
    const { stages } = await dryRun(options(on, { downstream: true }));
    expect(stages.map((one) => [one.stage, one.phase, one.steps.length])).toEqual([
      ["dev", "Succeeded", 7],
      ["gate", "Succeeded", 0],
      ["prod", "Succeeded", 9],
    ]);
    const prod = stages[2];
    expect(prod?.pullRequests).toEqual([
      {
        repoURL,
        id: 1,
        head: "kargo/promotion/prod.dry-run.f00dcaf",
        base: "stage/prod",
        title: "Promote f00dcafe to prod",
        description: "",
        labels: [],
      },
    ]);
    const merged = prod?.changes.find(({ name }) => name === "stage/prod")?.commits.at(-1);
    expect(merged?.message).toBe("Merge pull request #1: Promote f00dcafe to prod");
    expect(prod?.syncs).toEqual([{ namespace: "argocd", name: "app-prod", revisions: [merged?.id] }]);
  });

  test("of huge files the names, and of a huge diff its beginning", async () => {
    const on = source();
    const line = `${"x".repeat(99)}\n`;
    on.push("main", { "manifests/huge.yaml": line.repeat(400_000), "manifests/z.yaml": "z: 1\n" });
    const [dev] = (await dryRun(options(on))).stages;
    const commit = dev?.changes[0]?.commits.at(-1);
    expect(commit?.files.map(({ path }) => path)).toEqual(["a.yaml", "b.yaml", "huge.yaml", "image", "z.yaml"]);
    expect(commit?.cut).toBe(true);
    expect(commit?.diff).toContain(`+++ b/huge.yaml\n@@ -0,0 +1,400000 @@\n+${line}`);
    expect(commit?.diff.length).toBeLessThanOrEqual(1 << 20);
  });

  test("that nothing would change", async () => {
    const on = source();
    const head = on.git("rev-parse", "main");
    on.push("stage/dev", { "a.yaml": "a: 1\n", "b.yaml": "b: 1\n", image: head });
    const [dev] = (await dryRun(options(on))).stages;
    expect(dev?.changes).toEqual([]);
    expect(dev?.steps.find(({ alias }) => alias === "commit")?.status).toBe("Skipped");
    expect(dev?.phase).toBe("Succeeded");
  });

  test.each<[string, string, object]>([
    [
      "an image, a digest and a branch",
      `image=${image}:v2@sha256:abc,commit=next`,
      { images: [{ repoURL: image, tag: "v2", digest: "sha256:abc" }], commits: [{ branch: "next", message: "Next" }] },
    ],
    ["a tag", "commit=v1", { commits: [{ tag: "v1", branch: "main" }] }],
  ])("Freight as it is asked for: %s", async (_, text, freight) => {
    const on = source();
    on.git("tag", "v1", "main");
    on.push("next", { "manifests/a.yaml": "a: 2\n" }, "Next");
    const report = await dryRun(options(on, { requests: readFreight(text) }));
    expect(report.freight).toMatchObject([freight]);
  });
});

describe("what would not work", () => {
  test.each<[string, readonly object[], string]>([
    [
      "an Application that doesn't allow the Stage",
      [warehouse, stage("dev", { direct: true }), application("dev", "demo:prod")],
      'step "step-7" met error threshold of 1: error running step "step-7": Argo CD Application "app-dev" in namespace "argocd" is not authorized',
    ],
    [
      "an Application that follows another branch: its sync never comes to the commit",
      [warehouse, stage("dev", { direct: true }), application("dev", "demo:dev", "main")],
      'step "step-7" timed out after 5m0s',
    ],
    [
      "a step that nobody knows",
      [
        warehouse,
        stage("dev", { direct: true }, "push", { promotionTemplate: { spec: { steps: [{ uses: "no-such-step" }] } } }),
      ],
      'step kind "no-such-step" is not registered; verify the kind is correct; if you are a Kargo Enterprise user, you may need to enable the promotion controller',
    ],
  ])("%s", async (_, all, message) => {
    const report = await dryRun(options(source(), { all, downstream: true }));
    expect(report.stages.map((one) => [one.stage, one.phase, one.message])).toEqual([["dev", "Errored", message]]);
  });

  test("what comes after a Stage that fails isn't tried", async () => {
    const all = [
      warehouse,
      stage("dev", { direct: true }),
      stage("prod", { stages: ["dev"] }),
      application("dev", "demo:x"),
      application("prod"),
    ];
    const report = await dryRun(options(source(), { all, downstream: true }));
    expect(report.notReached).toEqual(["prod"]);
  });

  test.each<[string, Partial<DryRun> & { readonly all?: readonly object[] }, string]>([
    [
      "a commit that isn't there",
      { requests: readFreight("commit=nope") },
      `${repoURL} has no commit, branch or tag "nope" in the copy that stands for it`,
    ],
    [
      "an image nobody asks for",
      { requests: readFreight("image=docker.io/acme/other:1") },
      "--freight: no subscription of Warehouse main takes the image of docker.io/acme/other",
    ],
    [
      "an image that nothing tells",
      {
        all: [{ ...warehouse, spec: { subscriptions: warehouse.spec.subscriptions } }, stage("dev", { direct: true })],
      },
      `which image of ${image}? Give it: --freight image=${image}:TAG`,
    ],
    [
      "a Warehouse that isn't there",
      { all: [stage("dev", { direct: true })] },
      'there is no Warehouse "main", which a Stage asks for Freight',
    ],
    [
      "a repository that isn't there",
      { repositoryFor: () => "/nowhere/at/all" },
      `can't copy /nowhere/at/all, which is to stand for ${repoURL}: fatal: repository '/nowhere/at/all' does not exist\nName a repository on this machine that holds it: --repo ${repoURL}=PATH`,
    ],
  ])("%s ends it with a word on what to do", async (_, more, message) => {
    await expect(dryRun(options(source(), more))).rejects.toThrow(message);
  });
});

describe("the repository it works from", () => {
  test("is the same afterwards, to the last file, its remotes and the user's settings too", async () => {
    const on = source();
    const clone = join(on.folder, "clone");
    plainGit(on.folder, "clone", "--quiet", on.remote, clone);
    writeFileSync(join(clone, "uncommitted"), "x");
    const home = join(on.folder, "home");
    write(home, { ".gitconfig": "[user]\n\tname = Me\n" });
    const before = [clone, on.remote, home].map(fingerprint);
    await dryRun(options(on, { repositoryFor: () => clone, downstream: true }));
    expect([clone, on.remote, home].map(fingerprint)).toEqual(before);
  });

  test("of a clone, branches that only its last fetch knows stand for the remote's own", async () => {
    const on = source();
    on.push("stage/dev", { "a.yaml": "a: 0\n" }, "Earlier");
    const clone = join(on.folder, "clone");
    plainGit(on.folder, "clone", "--quiet", on.remote, clone);
    const report = await dryRun(options(on, { repositoryFor: () => clone }));
    expect(report.stages[0]?.changes[0]?.commits.map(({ files }) => files)).toEqual([
      [
        { status: "M", path: "a.yaml" },
        { status: "A", path: "b.yaml" },
        { status: "A", path: "image" },
      ],
    ]);
    expect(report.assumed).toContain(`stage/dev of ${repoURL}: as last fetched`);
  });

  test("may have hooks and settings that would run: none does", async () => {
    const on = source();
    const clone = join(on.folder, "clone");
    plainGit(on.folder, "clone", "--quiet", on.remote, clone);
    const mark = join(on.folder, "ran");
    const script = join(on.folder, "evil");
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    for (const hook of ["post-checkout", "pre-commit", "pre-push", "reference-transaction", "post-upload-pack"]) {
      writeFileSync(join(clone, ".git/hooks", hook), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    for (const key of ["core.fsmonitor", "uploadpack.packObjectsHook", "core.sshCommand"])
      plainGit(clone, "config", key, script);
    expect((await dryRun(options(on, { repositoryFor: () => clone }))).stages[0]?.phase).toBe("Succeeded");
    expect(existsSync(mark)).toBe(false);
  });
});

describe("stopped", () => {
  const uses = ["git-clone", "git-clear", "copy", "file-write", "git-commit", "git-push", "argocd-update"];
  test.each(uses.map((name, index) => [index, name] as const))(
    "at step %i, %s, nothing reaches the source and the next run works",
    async (at) => {
      const on = source();
      const before = fingerprint(on.remote);
      const controller = new AbortController();
      const stopped = dryRun(
        options(on, {
          signal: controller.signal,
          onStep: (_, { index, metadata }) => {
            if (index === at && metadata.status === "Running") controller.abort(new Error("stopped"));
          },
        }),
      );
      await expect(stopped).rejects.toThrow("stopped");
      expect(fingerprint(on.remote)).toBe(before);
      expect((await dryRun(options(on))).stages[0]?.phase).toBe("Succeeded");
    },
  );
});

test("a Promotion killed at any step and carried out again in a fresh folder leaves exactly one commit", async () => {
  const { runPromotion } = await import("../../promotion/run-promotion.ts");
  const { buildSteps } = await import("../../promotion/build-steps.ts");
  const { freight, outside } = await import("./support.ts");
  const { promotionExpressions } = await import("../../model/expr/kargo-expressions.ts");
  const on = source();
  const id = on.git("rev-parse", "main");
  const target = { ...freight, commits: [{ repoURL, id }], images: [{ repoURL: image, tag: "v1" }] };
  const { steps: built } = buildSteps(stage("dev", { direct: true }) as never, () => undefined);
  const nothing = async () => undefined;
  const stores = {
    configMap: nothing,
    secret: nothing,
    sharedConfigMap: nothing,
    sharedSecret: nothing,
    freightMetadata: nothing,
    stageMetadata: nothing,
  };
  const carryOut = (folder: string, stopAt: number) => {
    const controller = new AbortController();
    return runPromotion({
      project: "demo",
      stage: "dev",
      promotion: "dev.1",
      steps: built,
      freight: [target],
      targetFreight: target,
      freightRequests: [{ origin: target.origin }],
      outside: outside([], {
        gitRemote: async () => ({ url: on.remote }),
        programs: { git: "/usr/bin/git", kustomize: () => Promise.reject(), helm: () => Promise.reject() },
      }),
      expressions: promotionExpressions({
        project: "demo",
        freightRequests: [{ origin: target.origin }],
        freight: [target],
        subscriptions: async () => warehouse.spec.subscriptions,
        stores,
      }),
      runners: stepRunners,
      workDir: mkdtempSync(join(on.folder, folder)),
      clock: () => new Date(),
      signal: controller.signal,
      onStep: ({ index, metadata }) => {
        if (index === stopAt && metadata.status !== "Running") controller.abort();
      },
    });
  };
  for (let at = 0; at < built.length - 1; at += 1) expect((await carryOut("killed-", at)).phase).toBe("Aborted");
  expect((await carryOut("again-", built.length)).phase).toBe("Succeeded");
  expect(on.log("stage/dev")).toEqual([`Promote ${target.name} to dev`, "Initial commit"]);
});

test("a process that is killed leaves a folder that the next one sweeps", async () => {
  const { makeScratch } = await import("../../cli/promote/dry-run-scratch.ts");
  const on = ground();
  const parent = join(on.folder, "tmp");
  mkdirSync(parent);
  const file = new URL("../../cli/promote/dry-run-scratch.ts", import.meta.url).href;
  const child = execFile(process.execPath, [
    "--input-type=module",
    "-e",
    `import(${JSON.stringify(file)}).then(({ makeScratch }) => { console.log(makeScratch(${JSON.stringify(parent)}).folder); setInterval(() => {}, 1000); })`,
  ]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const folder = await new Promise<string>((resolve) =>
    child.stdout?.once("data", (line: string) => resolve(line.trim())),
  );
  const living = makeScratch(parent);
  expect(existsSync(folder)).toBe(true);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  const next = makeScratch(parent);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(parent)).toHaveLength(2);
  living.remove();
  next.remove();
  expect(readdirSync(parent)).toEqual([]);
});
