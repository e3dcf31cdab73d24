import { describe, expect, test } from "vitest";
import { git, image, pipeline, renderedKustomize, sameCommit, warehouse } from "../../../model/definition.ts";
import { formatProblem } from "../../../model/problem.ts";
import { checkDelivery } from "../../../model/workflow/check-delivery.ts";
import { checkAgainstPipeline } from "../../../model/workflow/check-pipeline.ts";
import { checkPreview } from "../../../model/workflow/check-preview.ts";
import type { DeliverySettings, ManifestJob } from "../../../model/workflow/delivery-settings.ts";
import { deliveries, previews, sample, samplePreview } from "./samples.ts";

const paths = "folders from the repository's root, of letters, digits and . _ -, as in apps/shop";
const images = "registry and path in small letters: docker.io/acme/goserver";
const job: ManifestJob = { folder: "k8s/base", placeholder: "goserver", protectedBranch: false, appToken: false };

test.each(Object.entries({ sample, ...deliveries }))("nothing is wrong with the settings of %s", (_, settings) => {
  expect(checkDelivery(settings)).toEqual([]);
});

describe("what can't stand in a workflow is told", () => {
  test.each<[string, Partial<DeliverySettings>, string]>([
    [
      "an app's name with a command in it",
      { app: "$(id)" },
      `error app.workflow.app: This can't be an app's name (got "$(id)"; allowed a-z, 0-9 and -). Mend it. [workflow-value]`,
    ],
    [
      "a repository with an expression in it",
      { repository: "acme/${{ secrets.X }}" },
      `error goserver.workflow.repository: This isn't a repository at GitHub (got "acme/\${{ secrets.X }}"; allowed owner/name, as in acme/goserver). Mend it. [workflow-value]`,
    ],
    [
      "a repository that closes the condition's quotes",
      { repository: "acme/x' || 'a" },
      `error goserver.workflow.repository: This isn't a repository at GitHub (got "acme/x' || 'a"; allowed owner/name, as in acme/goserver). Mend it. [workflow-value]`,
    ],
    [
      "a branch pattern",
      { branch: "release/*" },
      `error goserver.workflow.branch: A branch's name has letters, digits and . _ / - between them (got "release/*"; allowed a branch's name, as in main). Mend it. [workflow-value]`,
    ],
    [
      "a folder outside of the repository",
      { folder: "../other" },
      `error goserver.workflow.folder: This path leaves the repository (got "../other"; allowed ${paths}). Mend it. [workflow-value]`,
    ],
    [
      "a path filter with a pattern",
      { paths: ["apps/shop", "!apps/**"] },
      `error goserver.workflow.paths[1]: This path can't stand in a workflow (got "!apps/**"; allowed ${paths}). Mend it. [workflow-value]`,
    ],
    [
      "a path with a quote",
      { paths: ["a'b"] },
      `error goserver.workflow.paths[0]: This path can't stand in a workflow (got "a'b"; allowed ${paths}). Mend it. [workflow-value]`,
    ],
    [
      "an image with a tag",
      { image: "docker.io/acme/goserver:latest" },
      `error goserver.workflow.image: This names a tag, not a repository (got "docker.io/acme/goserver:latest"; allowed ${images}). Mend it. [workflow-value]`,
    ],
    [
      "an image with a scheme",
      { image: "https://docker.io/acme/goserver" },
      `error goserver.workflow.image: An image repository is written without a scheme (got "https://docker.io/acme/goserver"; allowed ${images}). Mend it. [workflow-value]`,
    ],
    [
      "an image in capital letters",
      { image: "docker.io/Acme/goserver" },
      `error goserver.workflow.image: This isn't an image repository (got "docker.io/Acme/goserver"; allowed ${images}). Mend it. [workflow-value]`,
    ],
    [
      "a platform with a hyphen",
      { platforms: ["linux-amd64"] },
      `error goserver.workflow.platforms[0]: Docker builds Linux images for no such platform (got "linux-amd64"; allowed linux/386, linux/amd64, linux/arm/v6, linux/arm/v7, linux/arm64, linux/ppc64le, linux/riscv64, linux/s390x). Write linux/amd64. [workflow-value]`,
    ],
    [
      "no platform",
      { platforms: [] },
      "error goserver.workflow.platforms: There is no platform to build for. Name one, as in linux/amd64. [workflow-value]",
    ],
    [
      "an environment with a line break",
      { environment: "release\nx" },
      `error goserver.workflow.environment: This can't be an environment's name here (got "release\\nx"; allowed letters, digits, blanks and . _ - between them). Mend it. [workflow-value]`,
    ],
    [
      "a test with an expression",
      { test: ["echo ${{ github.event.head_commit.message }}"] },
      `error goserver.workflow.test[0]: GitHub would put something in place of \${{ }} before bash sees the command: text of others could become a part of it (got "echo \${{ github.event.head_commit.message }}"; allowed one line of bash without \${{ }}). Read it from the environment, or put the command into a script of the repository. [workflow-value]`,
    ],
    [
      "a test of two lines",
      { test: ["npm ci\nnpm test"] },
      `error goserver.workflow.test[0]: This isn't one line of a command (got "npm ci\\nnpm test"; allowed one line of bash without \${{ }}). Put it into a script of the repository and name that. [workflow-value]`,
    ],
    [
      "no test at all",
      { go: false },
      "error goserver.workflow.test: Nothing would be tested before an image is delivered: the app's folder holds no go.mod, and no command is named (got nothing; allowed one or more commands that fail when the app is broken). Name the app's own tests with --test, as in --test 'npm ci && npm test'. [workflow-no-tests]",
    ],
    [
      "a placeholder with a command in it",
      { manifests: { ...job, placeholder: "a$(id)" } },
      `error goserver.workflow.manifests.placeholder: This can't be an image's name in manifests (got "a$(id)"; allowed an image's name without tag, as in goserver). Mend it. [workflow-value]`,
    ],
    [
      "manifests outside of the repository",
      { manifests: { ...job, folder: "/etc" } },
      `error goserver.workflow.manifests.folder: A path begins at the repository's root, without / in front (got "/etc"; allowed ${paths}). Mend it. [workflow-value]`,
    ],
    [
      "the manifest job with a protected branch and no App's token",
      { manifests: { ...job, protectedBranch: true } },
      "error goserver.workflow.manifests.appToken: The manifest job pushes to a protected branch, and GitHub's rules can make no exception for a workflow's own token (got no App's token; allowed a GitHub App that the branch's rule lets through: variable MANIFEST_APP_CLIENT_ID and secret MANIFEST_APP_PRIVATE_KEY in the environment). Use --app-token, or leave out --manifests: Kargo then takes the image from the registry and writes to its own branches only. [workflow-protected-branch]",
    ],
  ])("%s", (_, change, message) => {
    expect(checkDelivery({ ...sample, ...change }).map(formatProblem)).toEqual([message]);
  });
});

const stages = { dev: { from: warehouse("main"), autoPromotion: true } } as const;
const promotionTemplate = renderedKustomize({
  base: "k8s/base",
  overlay: ({ environment }) => `k8s/${environment}`,
  images: {},
});
const commits = image("docker.io/acme/goserver", { imageSelectionStrategy: "NewestBuild" });
const repository = (includePaths?: readonly string[]) =>
  git("https://github.com/acme/goserver", { branch: "main", ...(includePaths === undefined ? {} : { includePaths }) });

describe("what doesn't fit the pipeline is told", () => {
  const withPaths = (includePaths?: readonly string[]) =>
    pipeline("goserver", {
      warehouses: {
        main: {
          image: commits,
          git: repository(includePaths),
          freightCreationCriteria: sameCommit("git", "image"),
        },
      },
      promotionTemplate,
      stages,
    });
  const gitOnly = pipeline("goserver", { warehouses: { main: { git: repository() } }, promotionTemplate, stages });
  const told = (settings: Partial<DeliverySettings>, definition: ReturnType<typeof withPaths>) =>
    checkAgainstPipeline({ ...sample, ...settings }, definition).map(formatProblem);
  const other =
    "sameCommit asks for an image of the very commit that Kargo finds, and the workflow names images after other commits: no Freight would be made";
  const same = "Give the workflow --path and the subscription includePaths of the same paths, or neither of them any";

  test("nothing, when both mean every commit, or commits of the same paths", () => {
    expect(told({}, withPaths())).toEqual([]);
    expect(told({ paths: ["a", "b"] }, withPaths(["b", "a"]))).toEqual([]);
    expect(told({ manifests: job }, gitOnly)).toEqual([]);
  });

  test("Kargo looks at some paths and the workflow at every commit", () => {
    expect(told({}, withPaths(["k8s"]))).toEqual([
      `error goserver.warehouses.main.git.includePaths: ${other} (got commits that change k8s; allowed every commit, as the workflow does). ${same}. [workflow-other-commits]`,
    ]);
  });

  test("the workflow looks at some paths and Kargo at every commit", () => {
    expect(told({ paths: ["apps/shop"] }, withPaths())).toEqual([
      `error goserver.warehouses.main.git.includePaths: ${other} (got every commit; allowed commits that change apps/shop, as in the workflow). ${same}. [workflow-other-commits]`,
    ]);
  });

  test("nobody takes the image", () => {
    expect(told({ image: "ghcr.io/acme/goserver" }, withPaths())).toEqual([
      "error goserver.warehouses: No Warehouse subscribes to the image that the workflow pushes (got docker.io/acme/goserver; allowed ghcr.io/acme/goserver). Subscribe to it, name another with --image, or let the workflow write the manifests with --manifests. [workflow-nobody-takes-it]",
    ]);
    expect(told({}, gitOnly)).toEqual([
      "error goserver.warehouses: No Warehouse subscribes to the image that the workflow pushes (got no image; allowed docker.io/acme/goserver). Subscribe to it, name another with --image, or let the workflow write the manifests with --manifests. [workflow-nobody-takes-it]",
    ]);
  });

  test("the image would come both ways", () => {
    expect(told({ manifests: job }, withPaths())).toEqual([
      "error goserver.warehouses.main.image: The workflow commits each image to the manifests, and this Warehouse takes the same image from the registry: one version would come twice (got a subscription to docker.io/acme/goserver; allowed a subscription to the Git repository alone). Remove the image subscription and promote with configurationOnly, or leave out --manifests. [workflow-two-ways]",
    ]);
  });
});

describe("the preview workflow's settings", () => {
  test("nothing is wrong with the samples'", () => {
    expect([samplePreview, ...Object.values(previews)].flatMap(checkPreview)).toEqual([]);
  });

  test("all problems at once", () => {
    const wrong = { ...samplePreview, apps: ["a b"], stacks: ["dev", "prod.eu", "dev"], folder: "/", verify: [""] };
    expect(checkPreview(wrong).map(formatProblem)).toEqual([
      `error preview.workflow.apps[0]: This can't be an app's name (got "a b"; allowed a-z, 0-9 and -). Mend it. [workflow-value]`,
      `error preview.workflow.stacks[1]: A job can't be named after this stack (got "prod.eu"; allowed letters, digits, _ and -). Mend it. [workflow-value]`,
      `error preview.workflow.stacks[2]: This stack is named twice (got "dev"). Remove one of them. [workflow-value]`,
      `error preview.workflow.folder: A path begins at the repository's root, without / in front (got "/"; allowed ${paths}). Mend it. [workflow-value]`,
      `error preview.workflow.verify[0]: This isn't one line of a command (got ""; allowed one line of bash without \${{ }}). Put it into a script of the repository and name that. [workflow-value]`,
    ]);
    expect(checkPreview({ ...samplePreview, stacks: [] }).map(formatProblem)).toEqual([
      "error preview.workflow.stacks: There is no stack to preview (got no Pulumi.<stack>.yaml; allowed one or more stacks). Write a stack's config first; slipway new does. [workflow-value]",
    ]);
  });
});
