import { describe, expect, test } from "vitest";
import { compile } from "../../../model/compile.ts";
import { git, image, kustomizeImage, type Pipeline, pipeline, warehouse } from "../../../model/definition.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { readDockerHub } from "../../../model/source/docker-hub.ts";
import { readGitHub } from "../../../model/source/github.ts";
import { clashingLogins } from "../../../model/source/push-logins.ts";
import { sourcePlan } from "../../../model/source/repositories.ts";
import { rulesetsOf } from "../../../model/source/rulesets.ts";

const nobody = { promoters: [], approvers: [], identities: {} };

/** An app whose Stages are folders of a branch of its repository. */
function app(
  name: string,
  facts: { image?: string; repository?: string; branch?: string; through?: true } = {},
): Pipeline {
  const {
    image: repoURL = `docker.io/acme/${name}`,
    repository = "https://github.com/acme/apps",
    branch = "main",
  } = facts;
  return pipeline(name, {
    warehouses: { main: { image: image(repoURL, { constraint: "^1.0.0" }), git: git(repository) } },
    promotionTemplate: kustomizeImage({ branch, folder: ({ stage }) => `${name}/${stage}`, images: { app: "image" } }),
    stages: {
      dev: { from: warehouse("main"), autoPromotion: true, ...(facts.through && { through: "pull-request" as const }) },
    },
  });
}

function plan(pipelines: readonly Pipeline[], github: object = {}, dockerHub: object = { username: "acme" }) {
  const hub = readDockerHub({ ...dockerHub }).settings;
  const hosted = readGitHub({ owner: "acme", visibility: "public", kargo: { appId: 7 }, ...github }, nobody).settings;
  if (hub === undefined || hosted === undefined) throw new Error("wrong settings");
  const apps = pipelines.map((each) => ({ pipeline: each, compiled: compile(each, defaultSettings) }));
  const { plan: found, problems } = sourcePlan(apps, { dockerHub: hub, github: hosted });
  return { plan: found, problems: problems.map(formatProblem), hosted };
}

describe("the repositories of a stack's apps", () => {
  test("are each looked after once, whoever shares them", () => {
    const { plan: found, problems } = plan([app("web", { branch: "envs" }), app("api", { branch: "envs" })]);
    expect(problems).toEqual([]);
    expect(found).toEqual({
      dockerHub: [
        { namespace: "acme", name: "api" },
        { namespace: "acme", name: "web" },
      ],
      github: [
        {
          name: "apps",
          projects: ["api", "web"],
          branches: ["main"],
          images: ["docker.io/acme/api", "docker.io/acme/web"],
          onFollowedBranches: [],
          reviewedBranches: [],
        },
      ],
      images: { web: ["docker.io/acme/web"], api: ["docker.io/acme/api"] },
    });
  });

  test("are one however their URL is written", () => {
    const other = app("api", { repository: "https://github.com/Acme/Apps.git", branch: "envs" });
    const { plan: found } = plan([app("web", { branch: "envs" }), other]);
    expect(found.github.map(({ name, projects }) => ({ name, projects }))).toEqual([
      { name: "Apps", projects: ["api", "web"] },
    ]);
  });

  test("leave alone what belongs to others", () => {
    const others = app("web", {
      image: "ghcr.io/acme/web",
      repository: "https://github.com/ACME/web.git",
      branch: "envs",
    });
    const { plan: found } = plan([app("api", { branch: "envs" }), others]);
    expect(found.dockerHub).toEqual([{ namespace: "acme", name: "api" }]);
    expect(found.github.map(({ name }) => name)).toEqual(["apps", "web"]);
    const { plan: fewer } = plan([
      app("api", { branch: "envs" }),
      app("web", { repository: "https://git.example/acme/web", branch: "envs" }),
    ]);
    expect(fewer.github.map(({ name }) => name)).toEqual(["apps"]);
  });

  test("have names that GitHub and Docker Hub take", () => {
    const deep = app("web", { image: "docker.io/acme/team/web", branch: "envs" });
    const long = app("api", { repository: `https://github.com/acme/${"x".repeat(101)}`, branch: "envs" });
    const { problems } = plan([deep, long]);
    expect(problems).toEqual([
      `error slipway:dockerHub: Docker Hub has no repositories of such a name (got "docker.io/acme/team/web"; allowed docker.io/NAMESPACE/NAME, the name of 2 to 255 small letters and digits, with single . _ - between them). Give the image another name in the pipeline. [docker-hub-name]`,
      `error slipway:github: GitHub has no repositories of such a name (got "https://github.com/acme/${"x".repeat(55)}…"; allowed https://github.com/OWNER/NAME, the name of 1 to 100 letters, digits, . _ -). Correct the URL in the pipeline. [github-name]`,
    ]);
  });
});

describe("promotions that are pushed to the default branch", () => {
  const refusal =
    'error slipway:github.rulesets: Promotions to dev are pushed to apps\'s default branch, and its rules let pull requests in only (allowed branches of Stages, or through: "pull-request"). Promote so, or let Kargo past the review: pulumi config set --path slipway:github.kargoOnDefaultBranch true. [github-rulesets]';

  test("would be refused by its rules", () => {
    expect(plan([app("web")]).problems).toEqual([refusal]);
    expect(plan([app("web")], { rulesets: false }).problems).toEqual([]);
  });

  test("go through pull requests, or past the review when that is said", () => {
    expect(plan([app("web", { through: true })]).problems).toEqual([]);
    const { plan: found, problems, hosted } = plan([app("web")], { kargoOnDefaultBranch: true, manifestAppId: 8 });
    expect(problems).toEqual([]);
    const [repository] = found.github;
    const [rules] = repository === undefined ? [] : rulesetsOf(hosted, repository);
    expect(rules?.bypassActors).toEqual([
      { actorType: "Integration", actorId: 7, bypassMode: "always" },
      { actorType: "Integration", actorId: 8, bypassMode: "always" },
    ]);
  });
});

test("two registries whose logins would have one name in the workflows are refused", () => {
  expect(clashingLogins("apps", ["docker.io/acme/a", "ghcr.io/acme/b", "quay.io/acme/c"])).toEqual([]);
  expect(clashingLogins("apps", ["quay.io/acme/c", "registry.example.com/d"]).map(formatProblem)).toEqual([
    "error slipway:pushLogins: The workflows of apps log in to one registry besides Docker Hub and GitHub's (got quay.io, registry.example.com). Push to one of them, or keep the apps in repositories of their own. [source-token]",
  ]);
});
