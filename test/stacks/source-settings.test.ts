import { describe, expect, test } from "vitest";
import { ProblemsError } from "../../model/problem.ts";
import { withoutInWords } from "../../model/source/plan.ts";
import { readSourceSettings } from "../../stacks/source-settings.ts";

const githubToken = `github_pat_${"Canary0123456789"}`;
const hubToken = `dckr_pat_${"Canary0123456789"}`;
const secretKeys = ["githubToken", "dockerHubToken", "pushLogins", "githubApp", "manifestApp"].map(
  (key) => `slipway:${key}`,
);
const right = {
  role: "source",
  github: { owner: "acme", visibility: "public", kargo: { appId: 42 } },
  githubToken,
};

function read(values: Record<string, unknown>, environment = {}, secrets: readonly string[] = secretKeys) {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const config = Object.fromEntries(Object.entries(values).map(([key, value]) => [`slipway:${key}`, text(value)]));
  return readSourceSettings({ project: "slipway", stack: "source", values: config, secretKeys: secrets }, environment);
}

/** The problems' lines, without the heading. */
function problems(values: Record<string, unknown>, environment = {}, secrets?: readonly string[]): string[] {
  try {
    read(values, environment, secrets);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    expect(error.message).not.toContain("Canary");
    return error.message.split("\n  ").slice(1);
  }
  return [];
}

const withGitHub = (more: object) => ({ ...right, github: { ...right.github, ...more } });
const withHub = (dockerHub: object) => ({ role: "source", dockerHub, dockerHubToken: hubToken });

test("what isn't set gets its default", () => {
  expect(read(right)).toEqual({
    pipelines: [],
    pushLogins: {},
    firstImage: "none",
    webhooks: { generation: 1 },
    githubLogin: { token: githubToken },
    github: {
      owner: "acme",
      repository: "adopt",
      visibility: "public",
      plan: "free",
      without: [],
      rulesets: true,
      kargo: { appId: 42 },
      kargoOnDefaultBranch: false,
      requiredReviews: 1,
      requiredChecks: [],
      reviewers: { users: [], teams: [] },
    },
  });
});

test("tokens may stand in the environment, and are then nowhere in the settings", () => {
  const { githubToken: _left, ...others } = right;
  const environment = { GITHUB_TOKEN: githubToken, SLIPWAY_DOCKERHUB_TOKEN: hubToken };
  const settings = read({ ...others, dockerHub: { username: "acme" } }, environment);
  expect(JSON.stringify(settings)).not.toContain("Canary");
  expect(settings.dockerHub).toEqual({ username: "acme", namespace: "acme", adopt: false, keepOnDestroy: true });
});

test("a stack that looks after nothing is told what there is", () => {
  expect(problems({ role: "source" })).toEqual([
    `error slipway:github: a source stack looks after repositories on GitHub, Docker Hub or both. Run: pulumi config set --stack source slipway:github '{"owner": "NAME"}', or pulumi config set --stack source slipway:dockerHub '{"username": "NAME"}'. [config-missing]`,
  ]);
});

describe("B26: a missing token", () => {
  test("names key, variable, permissions and command", () => {
    const { githubToken: _left, ...others } = right;
    expect(problems({ ...others, dockerHub: { username: "acme" } })).toEqual([
      "error slipway:dockerHubToken: There is no token for Docker Hub, neither here nor in SLIPWAY_DOCKERHUB_TOKEN. Make a personal access token with Read, Write, Delete on Docker Hub and run: pulumi config set --secret slipway:dockerHubToken. [source-token]",
      "error slipway:githubToken: There is no token for GitHub, neither here nor in GITHUB_TOKEN. Make a fine-grained token for these repositories (Administration, Actions, Environments, Secrets, Variables, Webhooks: read and write; Metadata: read) and run: pulumi config set --secret slipway:githubToken. [source-token]",
    ]);
  });
});

describe("B27: a token of the wrong class", () => {
  const classic = `ghp_${"Canary0123456789".repeat(2)}1234`;
  test.each([
    ["GitHub", hubToken, "This is no token of GitHub (got a personal access token of Docker Hub, 25 characters)"],
    [
      "GitHub",
      `${githubToken}\n`,
      "This token has white space around it, perhaps the end of a line (got a fine-grained personal access token of GitHub, 28 characters)",
    ],
    [
      "GitHub",
      "Canary hunter2",
      "This is no token of GitHub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 14 characters)",
    ],
    ["GitHub", "ghr_Canary0123456789", "A refresh token opens nothing (got a refresh token of GitHub, 20 characters)"],
    [
      "Docker Hub",
      classic,
      "This is no token of Docker Hub (got a classic personal access token of GitHub, 40 characters)",
    ],
    [
      "Docker Hub",
      "Canary0123456789",
      "This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 16 characters)",
    ],
  ])("%s %#", (issuer, token, message) => {
    const key = issuer === "GitHub" ? "githubToken" : "dockerHubToken";
    const values = issuer === "GitHub" ? right : withHub({ username: "acme" });
    const [line, ...others] = problems({ ...values, [key]: token });
    expect(others).toEqual([]);
    expect(line).toContain(`error slipway:${key}: ${message}. `);
  });

  test.each([
    classic,
    `gho_${"Canary0123456789"}`,
    `ghs_${"Canary0123456789"}`,
    `${"0123456789abcdef".repeat(2)}01234567`,
  ])("GitHub's other kinds are taken", (token) => expect(problems({ ...right, githubToken: token })).toEqual([]));

  test("CI's login to Docker Hub is a token too, and not the one that may delete", () => {
    const logins = (password: string) => ({
      ...withHub({ username: "acme" }),
      pushLogins: { "docker.io": { username: "acme", password } },
    });
    const fix = `Make a personal access token with Read, Write on Docker Hub. Run: pulumi config set --secret --path 'slipway:pushLogins["docker.io"].username' NAME, and the same with password and a token that may read and write. `;
    expect(problems(logins("Canary0123456789"))).toEqual([
      `error slipway:pushLogins["docker.io"].password: This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 16 characters). ${fix}[source-token]`,
    ]);
    expect(problems(logins(hubToken))).toEqual([
      `error slipway:pushLogins["docker.io"].password: CI would get the token that may also delete repositories (got the same as slipway:dockerHubToken, a personal access token of Docker Hub, 25 characters; allowed a token of its own, with Read, Write). ${fix}[G24]`,
    ]);
    expect(problems({ ...withHub({ username: "acme" }), pushLogins: { "docker.io": "acme:Canary" } })).toEqual([
      `error slipway:pushLogins: This can't be read (allowed {"docker.io": {"username": NAME, "password": TOKEN}}). Run: pulumi config set --secret slipway:pushLogins '{"docker.io": {"username": NAME, "password": TOKEN}}'. [source-token]`,
    ]);
  });

  test("a token and an App at once are one too many", () => {
    const githubApp = { id: "1", installationId: "2", privateKey: "a key" };
    expect(problems({ ...right, githubApp })).toEqual([
      "error slipway:githubToken: a token and a GitHub App are both set, and one logs in. Run: pulumi config rm --stack source slipway:githubToken. [config-conflict]",
    ]);
  });
});

describe("B28: a secret in the clear", () => {
  test("is refused under its own key and under any other", () => {
    const token = `ghp_${"Canary0123456789".repeat(2)}1234`;
    const values = { ...right, githubToken: token, dockerHub: { username: "acme", description: token } };
    expect(problems({ ...values, dockerHubToken: hubToken }, {}, ["slipway:dockerHubToken"])).toEqual([
      "error slipway:dockerHub: this looks like a GitHub token in the clear, in a file that is kept in Git. Revoke it, make a new one and run: pulumi config set --stack source --secret slipway:dockerHub. [config-plain-secret]",
      "error slipway:githubToken: this value is a secret but stands in the clear. Run: pulumi config set --stack source --secret slipway:githubToken TOKEN. [config-not-secret]",
      "error slipway:githubToken: this looks like a GitHub token in the clear, in a file that is kept in Git. Revoke it, make a new one and run: pulumi config set --stack source --secret slipway:githubToken. [config-plain-secret]",
    ]);
  });
});

describe("B42: reviewers", () => {
  test("number six at most, belong to the organisation and don't promote", () => {
    const reviewers = { users: ["a", "b", "c", "d", "e"], teams: ["ops", "other/dev"] };
    const guards = { approval: { promoters: ["acme/ops", "d@acme.example"], identities: { d: "d@acme.example" } } };
    expect(problems({ ...withGitHub({ reviewers }), guards })).toEqual([
      "error slipway:github.reviewers: GitHub takes six reviewers at most, users and teams together (got 7). Make a team of them. [source]",
      `error slipway:github.reviewers.teams: Whoever promotes would let in what they promote (got "ops"; allowed people and teams that don't promote). Name others, or take this one out of the promoters in slipway:guards. [G14]`,
      `error slipway:github.reviewers.teams: This team is of another organisation (got "other/dev"; allowed teams of acme). Only the repository's own organisation can review. [source]`,
      `error slipway:github.reviewers.users: Whoever promotes would let in what they promote (got "d"; allowed people and teams that don't promote). Name others, or take this one out of the promoters in slipway:guards. [G14]`,
    ]);
  });

  test("are no teams where the plan is a user's (B44)", () => {
    expect(problems(withGitHub({ plan: "pro", reviewers: { teams: ["ops"] } }))).toEqual([
      `error slipway:github.reviewers.teams: Teams belong to organisations, and the plan pro belongs to a user (got "ops"). Name users, or the organisation's plan. [source]`,
    ]);
  });
});

describe("B43: what a plan hasn't", () => {
  const reviewers = { users: ["jo"] };
  const instead = {
    rulesets: "anybody who may push can then write to the default branch and to the branches of Stages",
    environment:
      "the registry's token is then a secret of the whole repository, which a workflow on any branch can read",
    reviewers: "nobody is then asked before a workflow gets the registry's token",
  };
  const refusal = (plan: string, what: string, why: string, allowed: string, index: number, part: string) =>
    `error slipway:github.plan: GitHub's plan ${plan} has no ${what} for private repositories; ${why} (allowed ${allowed}, or a public repository). Set slipway:github.plan to what is paid for, or do without: pulumi config set --path 'slipway:github.without[${index}]' ${part}. [github-plan]`;

  test("is told with what is weaker without it", () => {
    expect(problems(withGitHub({ visibility: "private", reviewers }))).toEqual([
      refusal(
        "free",
        "environments with secrets of their own",
        instead.environment,
        "pro, team, enterprise",
        0,
        "environment",
      ),
      refusal("free", "reviewers of an environment", instead.reviewers, "enterprise", 0, "reviewers"),
      refusal("free", "rulesets", instead.rulesets, "pro, team, enterprise", 0, "rulesets"),
    ]);
    expect(problems(withGitHub({ visibility: "private", plan: "team", reviewers }))).toEqual([
      refusal("team", "reviewers of an environment", instead.reviewers, "enterprise", 0, "reviewers"),
    ]);
  });

  test("of a new repository are also the actions that it may use", () => {
    const without = ["rulesets", "environment"];
    const why = "workflows may then use anybody's actions, though only pinned to a commit";
    expect(problems(withGitHub({ visibility: "private", repository: "create", without }))).toEqual([
      refusal("free", "lists of allowed actions", why, "enterprise", 2, "allowed-actions"),
    ]);
  });

  test("and is done without is said at every run", () => {
    expect(withoutInWords({ owner: "acme", without: ["reviewers", "rulesets"] })).toEqual([
      `acme's repositories do without rulesets: ${instead.rulesets}`,
      `acme's repositories do without reviewers of an environment: ${instead.reviewers}`,
    ]);
  });

  test("can be done without, when that is said", () => {
    const without = ["rulesets", "environment", "reviewers"];
    expect(problems(withGitHub({ visibility: "private", without, reviewers }))).toEqual([]);
    expect(problems(withGitHub({ visibility: "private", plan: "enterprise", reviewers }))).toEqual([]);
    expect(problems(withGitHub({ without: ["reviews"] }))).toEqual([
      `error slipway:github.without: There is nothing of that name to do without (got "reviews"; allowed rulesets, environment, reviewers, allowed-actions). Correct it. [source]`,
    ]);
  });

  test("internal repositories are an enterprise's", () => {
    expect(problems(withGitHub({ visibility: "internal", plan: "team" }))).toEqual([
      "error slipway:github.visibility: Only an enterprise has internal repositories (got team). Write private, or set slipway:github.plan to enterprise if that is what is paid for. [github-plan]",
    ]);
  });
});

describe("B44: GitHub", () => {
  test("needs an owner that can be one", () => {
    expect(problems({ ...right, github: { visibility: "public", kargo: { appId: 1 } } })).toEqual([
      "error slipway:github.owner: The repositories have to belong to somebody (allowed a user or an organisation). Run: pulumi config set --path slipway:github.owner NAME. [source]",
    ]);
    expect(problems(withGitHub({ owner: "a cme" }))).toEqual([
      `error slipway:github.owner: This can't be a name on GitHub (got "a cme"; allowed at most 39 letters, digits and single hyphens between them). Correct it. [source]`,
    ]);
  });

  test("has to know who Kargo is, and GITHUB_TOKEN is nobody", () => {
    const { kargo: _left, ...others } = right.github;
    const refused = (got: string) =>
      `error slipway:github.kargo: GITHUB_TOKEN can't be let through a ruleset: it is GitHub Actions' own, and every workflow has it (got ${got}; allowed {"appId": ID} or {"userId": ID}, a number). Make a GitHub App for Kargo, or a user of its own, and give its id. [source]`;
    expect(problems({ ...right, github: others })).toEqual([
      `error slipway:github.kargo: Rulesets let nobody write to the branches of Stages, so they have to know who Kargo is (allowed {"appId": ID} of the GitHub App, or {"userId": ID} of the user whose token Kargo has). Run: pulumi config set --path slipway:github.kargo.appId ID. [source]`,
    ]);
    expect(problems({ ...right, github: { ...others, rulesets: false } })).toEqual([]);
    expect(problems(withGitHub({ kargo: "GITHUB_TOKEN" }))).toEqual([refused('"GITHUB_TOKEN"')]);
    expect(problems(withGitHub({ kargo: { appId: 15368 } }))).toEqual([refused(String.raw`"{\"appId\":15368}"`)]);
    expect(problems(withGitHub({ kargo: { appId: "7" } }))).toEqual([
      `error slipway:github.kargo.appId: This can't be read (got "7"; allowed a whole number from 1). Correct it. [source]`,
    ]);
    expect(problems(withGitHub({ kargo: { appId: 7, userId: 8 } }))).toEqual([
      `error slipway:github.kargo: This can't be read (got an object; allowed {"appId": ID} or {"userId": ID}, a number). Correct it. [source]`,
    ]);
  });

  test("misspelt settings are told with what was meant", () => {
    expect(problems(withGitHub({ visability: "public" }))).toEqual([
      `error slipway:github.visability: There is no such setting (got "visability"; allowed owner, baseUrl, repository, visibility, plan, without, rulesets, kargo, kargoOnDefaultBranch, manifestAppId, requiredReviews, requiredChecks, reviewers). Perhaps "visibility" is meant. [source]`,
    ]);
  });
});

describe("B45: Docker Hub", () => {
  test.each([
    [
      {},
      "username: Somebody has to log in (allowed a Docker ID or an organisation's name). Run: pulumi config set --path slipway:dockerHub.username NAME.",
    ],
    [
      { username: "Acme" },
      `username: This can't be a name on Docker Hub (got "Acme"; allowed 4 to 30 small letters and digits). Write "acme".`,
    ],
    [
      { username: "abc" },
      `username: This can't be a name on Docker Hub (got "abc"; allowed 4 to 30 small letters and digits). Write the name as Docker Hub shows it.`,
    ],
    [
      { username: "acme", namespace: "A" },
      `namespace: This can't be a name on Docker Hub (got "A"; allowed 2 to 255 small letters, digits, _ and -). Write "a".`,
    ],
    [
      { username: "acme", description: "x".repeat(101) },
      "description: This is too long (got 101 characters; allowed 100). Put the rest into fullDescription.",
    ],
    [
      { username: "acme", endpoint: "http://hub.example" },
      `endpoint: A token must not be sent there (got "http://hub.example"; allowed https:// and a host, nothing behind it; http:// for a loopback address only). Correct it.`,
    ],
  ])("%j", (dockerHub, line) => {
    expect(problems(withHub(dockerHub))).toEqual([`error slipway:dockerHub.${line} [source]`]);
  });
});

test("webhooks go to addresses that GitHub reaches, without credentials", () => {
  const webhooks = {
    argocd: "http://argocd.acme.example",
    kargo: "https://me:Canary@hooks.acme.example",
    generation: 0,
  };
  expect(problems({ ...right, webhooks })).toEqual([
    `error slipway:webhooks.argocd: GitHub can't or must not send there (got "http://argocd.acme.example"; allowed an https:// address that GitHub can reach, without credentials). Correct it. [source]`,
    "error slipway:webhooks.generation: This can't be read (got 0; allowed a whole number from 1). Correct it. [source]",
    `error slipway:webhooks.kargo: GitHub can't or must not send there (got "https://…@hooks.acme.example"; allowed an https:// address that GitHub can reach, without credentials). Correct it. [source]`,
  ]);
});
