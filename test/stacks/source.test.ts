import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { program } from "../../index.ts";
import { shownCanary } from "../support/canaries.ts";
import { expectGolden } from "../support/golden.ts";
import { type MockOptions, runMocked } from "../support/mocks.ts";

// Put together here, so that no scanner takes this file for a leak.
const tokens = {
  github: `github_pat_${"Canary0123456789"}`,
  dockerHub: `dckr_pat_${"Canary0123456789"}`,
  push: `dckr_pat_${"CanaryPush0123456789"}`,
};
const dockerHub = { username: "acme" };
const github = { owner: "acme", visibility: "public", kargo: { appId: 42 } };
const pushLogins = { "docker.io": { username: "acme-ci", password: tokens.push } };
const secretKeys = ["githubToken", "dockerHubToken", "pushLogins", "githubApp", "manifestApp"].map(
  (key) => `slipway:${key}`,
);

function options(more: Record<string, unknown>, left: readonly string[] = []): MockOptions {
  const config = {
    role: "source",
    github,
    githubToken: tokens.github,
    dockerHubToken: tokens.dockerHub,
    pushLogins,
    ...more,
  };
  const kept = Object.entries(config).filter(([key]) => !left.includes(key));
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    stack: "source",
    config: Object.fromEntries(kept.map(([key, value]) => [`slipway:${key}`, text(value)])),
    secretKeys,
    calls: {
      "github:index/getUser:getUser": ({ username }) => ({ id: username === "jo" ? "7" : "8" }),
      "github:index/getTeam:getTeam": () => ({ id: "9" }),
      "github:index/getRepository:getRepository": ({ name }) => ({ name }),
    },
  };
}

/** Everything a run registers, as one text; the order doesn't count, since independent resources go at once. */
async function registered(run: MockOptions): Promise<string> {
  const { resources } = await runMocked(program, run);
  const shown = resources.map(({ type, name, inputs, ...rest }) => {
    const { __provider, ...plain } = inputs;
    const { parent: _parent, ...facts } = rest as typeof rest & { parent?: unknown };
    return { type, name, inputs: plain, ...facts };
  });
  const byName = (a: { type: string; name: string }, b: { type: string; name: string }) =>
    `${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1;
  const text = stringify(shown.sort(byName), { lineWidth: 0, sortMapEntries: true });
  return Object.entries(tokens).reduce((all, [name, token]) => all.replaceAll(token, `(token: ${name})`), text);
}

// The first of these loads the providers and has Pulumi write a provider as text.
describe("golden: what a source stack registers", { timeout: 60_000 }, () => {
  test("a new public repository with reviewers, checks, webhooks and both registries' parts", async () => {
    const more = {
      github: {
        ...github,
        repository: "create",
        reviewers: { users: ["jo", "sam"], teams: ["acme/ops"] },
        requiredChecks: ["test"],
        manifestAppId: 43,
      },
      dockerHub: { username: "acme", visibility: "private", immutableTags: ["^[0-9a-f]{40}$"] },
      webhooks: { argocd: "https://argocd.acme.example/", kargo: "https://hooks.acme.example" },
      manifestApp: { clientId: "Iv1", privateKey: "a key" },
    };
    expectGolden("source/created.yaml", await registered(options(more)));
  });

  test("an adopted private repository on a plan that has next to nothing", async () => {
    const without = ["rulesets", "environment"];
    const more = { github: { owner: "acme", visibility: "private", kargo: { userId: 5 }, without } };
    expectGolden("source/adopted-without.yaml", await registered(options(more)));
  });

  test("a new private repository where any action may be used", async () => {
    const without = ["rulesets", "environment", "allowed-actions"];
    const run = options({ github: { owner: "acme", repository: "create", without } });
    const { resources } = await runMocked(program, run);
    expect(resources.find(({ name }) => name === "goserver-actions")?.inputs).toEqual({
      repository: "goserver",
      enabled: true,
      allowedActions: "all",
      shaPinningRequired: true,
    });
  });

  test("a user's identity instead of an App's, and an App instead of a token", async () => {
    const app = { id: "1", installationId: "2", privateKey: "a private key" };
    const more = { github: { ...github, kargo: { userId: 5 } }, githubApp: app };
    expectGolden("source/user-and-app.yaml", await registered(options(more, ["githubToken"])));
  });
});

test("tokens and keys are registered as secrets only, and never in outputs", async () => {
  const more = {
    github: { ...github, repository: "create" },
    githubApp: { id: "1", installationId: "2", privateKey: "-----BEGIN Canary0123456789" },
    manifestApp: { clientId: "Iv1", privateKey: "-----BEGIN Canary0123456789" },
    webhooks: { argocd: "https://argocd.acme.example", kargo: "https://hooks.acme.example" },
    dockerHub,
  };
  const { resources, outputs } = await runMocked(program, options(more, ["githubToken"]));
  const plain = JSON.stringify(resources, (key, value: unknown) => (key === "secret" ? undefined : value));
  expect(shownCanary(plain)).toBeUndefined();
  expect(shownCanary(JSON.stringify(resources))).toBeDefined();
  const secret = ["webhookSecrets", "argocdWebhookSecret", "dockerHubWebhooks"];
  for (const [name, output] of Object.entries(outputs)) {
    if (pulumi.Output.isInstance(output)) expect([name, await pulumi.isSecret(output)]).toEqual([name, true]);
    else expect(shownCanary(JSON.stringify(output))).toBeUndefined();
  }
  expect(secret.map((name) => pulumi.Output.isInstance(outputs[name]))).toEqual([true, true, true]);
});

test("outputs name the repositories, and how to push a first image where none is built", async () => {
  const { outputs } = await runMocked(program, options({}));
  expect(outputs).toMatchObject({
    repositories: ["https://github.com/acme/goserver"],
    firstImage: {
      goserver: "docker buildx build --push --tag docker.io/acme/goserver:$(git rev-parse HEAD) apps/goserver",
    },
  });
});

test("the first image is built once, after its repository, and pushed as CI pushes", async () => {
  const { resources, outputs } = await runMocked(
    program,
    options({ dockerHub, firstImage: "build" }, ["github", "githubToken"]),
  );
  const [image] = resources.filter(({ type }) => type === "docker:index/image:Image");
  expect(image).toMatchObject({
    name: "goserver-first-image",
    after: ["acme-goserver"],
    inputs: {
      imageName: expect.stringMatching(/^docker\.io\/acme\/goserver:[0-9a-f]{40}$/),
      build: {
        context: expect.stringMatching(/\/apps\/goserver$/),
        dockerfile: expect.stringMatching(/\/apps\/goserver\/Dockerfile$/),
        platform: "linux/amd64",
      },
      registry: { server: "docker.io", username: "acme-ci", password: { secret: tokens.push } },
    },
  });
  expect(outputs).toMatchObject({ firstImage: {} });
});

describe("what can't be is told before anything is registered", () => {
  const said = (run: MockOptions) =>
    runMocked(program, run).then(
      () => "nothing",
      (error: Error) => error.message,
    );

  test("owners to whom nothing belongs, and registries that CI can't push to", async () => {
    const more = { github: { ...github, owner: "acne" }, dockerHub: { username: "acme2" } };
    expect(await said(options(more, ["pushLogins"]))).toBe(`source: 3 errors
  error slipway:dockerHub.namespace: None of the images of this stack's pipelines belongs to it (got "acme2"; allowed the owner of one of these: docker.io/acme/goserver). Name their owner, or remove the setting if somebody else looks after them. [source-nothing]
  error slipway:github.owner: None of the Git repositories of this stack's pipelines belongs to it (got "acne"; allowed the owner of one of these: https://github.com/acme/goserver). Name their owner, or remove the setting if somebody else looks after them. [source-nothing]
  error slipway:pushLogins: CI has no login to push to docker.io. Run: pulumi config set --secret --path 'slipway:pushLogins["docker.io"].username' NAME, and the same with password and a token that may read and write. [source-token]`);
  });
});
