import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { workflow } from "../../../cli/commands/workflow.ts";
import { Context } from "../../../cli/context.ts";
import { appSource } from "../../../cli/project.ts";
import { atGitHub, deliveryAnswers } from "../../../cli/workflow/delivery-answers.ts";
import { toDo } from "../../../cli/workflow/to-do.ts";
import { writeWorkflows } from "../../../cli/workflow/write-workflows.ts";
import { git, image, pipeline, renderedKustomize, warehouse } from "../../../model/definition.ts";
import { UserError } from "../../../model/problem.ts";
import type { DeliverySettings } from "../../../model/workflow/delivery-settings.ts";
import { sample, samplePreview } from "../../model/workflow/samples.ts";
import { root as repository } from "../../support/command.ts";

const root = mkdtempSync(join(tmpdir(), "slipway-workflow-command-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs the command as `slipway workflow ARGS` in this clone. */
async function run(...args: string[]): Promise<{ code: number; printed: string }> {
  const printed: string[] = [];
  const progress = { step: () => ({ update() {}, done() {}, fail() {} }), note: (text: string) => printed.push(text) };
  const context = new Context(args, progress, new AbortController().signal);
  return { code: await workflow(context), printed: printed.join("\n") };
}

const checks = ["--verify", "npm run verify", "--verify", "npm run test:fast"];

describe("slipway workflow goserver", () => {
  test("writes the very files that this repository has", async () => {
    const out = join(root, "sample");
    const { code, printed } = await run("goserver", "--out", out, ...checks);
    expect(code).toBe(0);
    expect(printed).toContain("gh secret set DOCKERHUB_TOKEN --env 'release' --repo acme/goserver");
    expect(readdirSync(out)).toEqual(["cd.yaml", "preview.yaml"]);
    for (const file of readdirSync(out)) {
      expect(readFileSync(join(out, file), "utf8")).toBe(
        readFileSync(join(repository, ".github/workflows", file), "utf8"),
      );
    }
  });

  test("writes nothing when anything is wrong, and tells all of it", async () => {
    const out = join(root, "wrong");
    await expect(
      run("goserver", "--out", out, "--platform", "linux-amd64", "--path", "apps/goserver", "--verify", "a\nb"),
    ).rejects.toThrow(/^nothing was written: 3 errors\n/);
    expect(existsSync(out)).toBe(false);
  });

  test.each([[[]], [["goserver", "shop"]]])("names its usage for %j", async (names: string[]) => {
    await expect(run(...names)).rejects.toThrow("name one app of apps/\nusage: slipway workflow APP");
  });
});

describe("what is there is left alone", () => {
  test("the same text is kept, other text is refused before anything is written, --force replaces it", async () => {
    const folder = join(root, "there");
    mkdirSync(folder);
    const [same, other, missing] = ["a", "b", "c/d"].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(same, "1");
    writeFileSync(other, "mine");
    const files = new Map([same, other, missing].map((file) => [file, "1"] as const));
    await expect(writeWorkflows(files, false)).rejects.toThrow(
      `nothing was written, since these are there with other text:\n  ${other}\nCompare them with --out DIR, or replace them with --force`,
    );
    expect(existsSync(missing)).toBe(false);
    expect(await writeWorkflows(files, true)).toEqual([
      { file: same, did: "kept" },
      { file: other, did: "replaced" },
      { file: missing, did: "wrote" },
    ]);
    expect(readFileSync(other, "utf8")).toBe("1");
  });
});

describe("the delivery workflow's settings come from the pipeline and the app's folder", () => {
  const shop = pipeline("shop", {
    warehouses: {
      main: {
        image: image("ghcr.io/acme/shop", { imageSelectionStrategy: "NewestBuild" }),
        git: git("https://github.com/acme/shop.git", { branch: "trunk" }),
      },
    },
    promotionTemplate: renderedKustomize({ base: "k8s/base", overlay: () => "k8s/dev", images: { shop: "image" } }),
    stages: { dev: { from: warehouse("main") } },
  });

  function app(name: string, files: Readonly<Record<string, string>>) {
    for (const [file, text] of Object.entries({ ".git/HEAD": "", ...files })) {
      mkdirSync(join(root, name, file, ".."), { recursive: true });
      writeFileSync(join(root, name, file), text);
    }
    return appSource(join(root, name), join(root, "project"));
  }

  const found: DeliverySettings = {
    ...sample,
    app: "shop",
    repository: "acme/shop",
    branch: "trunk",
    folder: ".",
    image: "ghcr.io/acme/shop",
    go: false,
  };

  test("as far as they say it", () => {
    expect(deliveryAnswers(shop, app("plain", {}), {})).toEqual(found);
    expect(deliveryAnswers(shop, app("go", { "go.mod": "module shop\n" }), {})).toEqual({ ...found, go: true });
  });

  test.each([
    ["FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n", false],
    ["FROM node:24\n", true],
  ])("another platform is emulated unless the Dockerfile cross-compiles: %j", (dockerfile, emulate) => {
    const source = app(`platforms-${emulate}`, { Dockerfile: dockerfile });
    const answer = deliveryAnswers(shop, source, { platform: ["linux/arm64"] });
    expect(answer).toEqual({ ...found, platforms: ["linux/arm64"], emulate });
  });

  test("flags come first", () => {
    const flags = {
      ...{ repository: "acme/other", branch: "main", image: "docker.io/acme/other", environment: "ship" },
      ...{ test: ["make test"], path: ["apps/shop"], "no-attest": true },
      ...{ manifests: "k8s/base", placeholder: "web", protected: true, "app-token": true },
    };
    expect(deliveryAnswers(shop, app("flags", {}), flags)).toEqual({
      ...found,
      ...{ repository: "acme/other", branch: "main", image: "docker.io/acme/other", environment: "ship" },
      ...{ test: ["make test"], paths: ["apps/shop"], attest: false },
      manifests: { folder: "k8s/base", placeholder: "web", protectedBranch: true, appToken: true },
    });
  });

  test("what can't be found is asked for, all at once", () => {
    const elsewhere = pipeline("shop", {
      warehouses: {
        main: {
          git: git("https://git.example.com/acme/shop"),
          subscriptions: { web: image("docker.io/acme/web"), api: image("docker.io/acme/api") },
        },
      },
      promotionTemplate: renderedKustomize({ base: "b", overlay: () => "o", images: { web: "web" } }),
      stages: { dev: { from: warehouse("main") } },
    });
    expect(() => deliveryAnswers(elsewhere, app("elsewhere", {}), {})).toThrow(
      new UserError(
        "nothing was written. Needed:\n" +
          "  --image REPOSITORY: the repository of the images; the pipeline has docker.io/acme/web, docker.io/acme/api\n" +
          "  --repository OWNER/NAME: the app's repository at GitHub; the pipeline has none",
      ),
    );
  });

  test.each([
    ["https://github.com/acme/shop", "acme/shop"],
    ["https://github.com/acme/shop.git", "acme/shop"],
    ["https://gitlab.com/acme/shop", undefined],
    ["https://github.com.evil.example/acme/shop", undefined],
  ])("%s at GitHub is %s", (url, name) => {
    expect(atGitHub(url)).toBe(name);
  });
});

test("what GitHub has to have is told as commands", () => {
  const manifests = { folder: "k8s", placeholder: "shop", protectedBranch: true, appToken: true };
  expect(toDo({ ...sample, image: "quay.io/acme/shop", manifests }, samplePreview)).toEqual([
    "For cd, the environment release of acme/goserver with",
    "  gh variable set REGISTRY_USERNAME --env 'release' --repo acme/goserver",
    "  gh secret set REGISTRY_TOKEN --env 'release' --repo acme/goserver",
    "  gh variable set MANIFEST_APP_CLIENT_ID --env 'release' --repo acme/goserver",
    "  gh secret set MANIFEST_APP_PRIVATE_KEY --env 'release' --repo acme/goserver",
    "For preview, the environments preview, platform, source, delivery, dev, staging, prod of the project's repository, each with",
    "  gh secret set PULUMI_ACCESS_TOKEN --env NAME",
    "and, once they are there, the switch without which no stack is touched:",
    "  gh variable set SLIPWAY_STACKS --body true",
  ]);
  expect(toDo({ ...sample, image: "ghcr.io/acme/shop" }, samplePreview).slice(0, 2)).toEqual([
    "For cd, the environment release of acme/goserver with",
    "For preview, the environments preview, platform, source, delivery, dev, staging, prod of the project's repository, each with",
  ]);
});
