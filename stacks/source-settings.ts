import { isRecord } from "../model/json.ts";
import { everyPromoter } from "../model/people/people.ts";
import { type Problem, ProblemsError } from "../model/problem.ts";
import { type Approval, ownGuards } from "../model/rules/index.ts";
import { type DockerHubSettings, readDockerHub } from "../model/source/docker-hub.ts";
import { type GitHubSettings, readGitHub } from "../model/source/github.ts";
import { type PushLogins, readPushLogins } from "../model/source/push-logins.ts";
import { type TokenKey, tokenProblem, tokenVariables } from "../model/source/token.ts";
import { readWebhooks, type WebhookSettings } from "../model/source/webhooks.ts";
import { type ConfigKey, ConfigReader } from "./config-reader.ts";
import type { ConfigSource } from "./config-source.ts";
import { peopleKey, readPeople } from "./people.ts";
import { pipelinesKey, readPipelines } from "./pipelines-setting.ts";
import { readGuards } from "./settings.ts";
import { isRecordOfTexts } from "./shapes.ts";

/** The source stack's config, checked and typed. It has no cluster: tokens of repositories and rights in clusters never meet. */
export interface SourceStackSettings {
  readonly pipelines: readonly string[];
  readonly dockerHub?: DockerHubSettings;
  readonly github?: GitHubSettings;
  /** How the provider logs in to GitHub. Left out: by GITHUB_TOKEN, which it reads itself. */
  readonly githubLogin?: { readonly token: string } | GitHubAppLogin;
  /** Who pushes images from CI. */
  readonly pushLogins: PushLogins;
  /** The GitHub App that writes manifests for CI. */
  readonly manifestApp?: { readonly clientId: string; readonly privateKey: string };
  readonly webhooks: WebhookSettings;
  readonly firstImage: "build" | "none";
}

export interface GitHubAppLogin {
  readonly id: string;
  readonly installationId: string;
  readonly privateKey: string;
}

const keys = {
  role: { name: "role", example: "source" },
  pipelines: pipelinesKey,
  dockerHub: { name: "dockerHub", example: `'{"username": "NAME"}'` },
  dockerHubToken: { name: "dockerHubToken", example: "TOKEN", secret: true },
  github: { name: "github", example: `'{"owner": "NAME"}'` },
  githubToken: { name: "githubToken", example: "TOKEN", secret: true },
  githubApp: {
    name: "githubApp",
    example: `'{"id": "ID", "installationId": "ID", "privateKey": "PEM"}'`,
    secret: true,
  },
  pushLogins: {
    name: "pushLogins",
    example: `'{"docker.io": {"username": "NAME", "password": "TOKEN"}}'`,
    secret: true,
  },
  manifestApp: { name: "manifestApp", example: `'{"clientId": "ID", "privateKey": "PEM"}'`, secret: true },
  webhooks: { name: "webhooks", example: `'{"argocd": "https://argocd.example.com"}'` },
  firstImage: { name: "firstImage", example: "none" },
  guards: { name: "guards", example: `'{"approval": {"promoters": ["NAME"]}}'` },
  people: peopleKey,
} as const satisfies Record<string, ConfigKey>;

/** Keys that Pulumi.yaml may give every stack. */
const unused: readonly ConfigKey[] = ["mirrors", "argocdNamespace", "clusters", "shards"].map((name) => ({
  name,
  example: "",
}));

/** Whether a stack's config says that it is a source stack: those have other settings than all others. */
export function isSourceStack({ project, values }: ConfigSource): boolean {
  return values[`${project}:role`] === "source";
}

/**
 * Turns a source stack's config into settings.
 *
 * @param environment where tokens may stand that config has not
 * @throws ProblemsError with everything that is wrong and what mends it; never with a token
 */
export function readSourceSettings(
  source: ConfigSource,
  environment: Readonly<Record<string, string | undefined>>,
): SourceStackSettings {
  const reader = new ConfigReader(source);
  reader.refuseOthers([...Object.values(keys), ...unused]);
  reader.refusePlainSecrets();
  const problems: Problem[] = [];
  const keep = <Settings>(read: { readonly settings?: Settings; readonly problems: readonly Problem[] }) => {
    problems.push(...read.problems);
    return read.settings;
  };
  const object = (key: ConfigKey) => reader.json(key, "an object", isRecord);

  const hub = object(keys.dockerHub);
  const github = object(keys.github);
  const dockerHub = hub && keep(readDockerHub(hub));
  const settings = github && keep(readGitHub(github, readApproval(reader)));
  const configured = { dockerHubToken: reader.text(keys.dockerHubToken), githubToken: reader.text(keys.githubToken) };
  const token = (key: TokenKey) => configured[key] ?? (environment[tokenVariables[key]] || undefined);
  const [hubToken, githubToken] = [token("dockerHubToken"), token("githubToken")];
  const app = reader.json(keys.githubApp, "an object with id, installationId and privateKey", isApp);
  if (app !== undefined && configured.githubToken !== undefined) {
    const fix = `Run: ${reader.removal(keys.githubToken)}`;
    reader.report(keys.githubToken, "config-conflict", "a token and a GitHub App are both set, and one logs in", {
      fix,
    });
  }
  const tokenProblems = [
    hub === undefined ? undefined : tokenProblem("dockerHubToken", hubToken),
    github === undefined || app !== undefined ? undefined : tokenProblem("githubToken", githubToken),
  ];
  const push = readPushLogins(reader.json(keys.pushLogins, "an object", isRecord), hubToken);
  const manifestApp = reader.json(keys.manifestApp, "an object with clientId and privateKey", isManifestApp);
  const webhooks = keep(readWebhooks(object(keys.webhooks) ?? {}));
  const fromConfig = configured.githubToken;
  const read = {
    pipelines: readPipelines(reader),
    pushLogins: push.logins,
    firstImage: reader.choice(keys.firstImage, ["build", "none"]) ?? ("none" as const),
    webhooks: webhooks ?? { generation: 1 },
    ...(dockerHub === undefined ? {} : { dockerHub }),
    ...(settings === undefined ? {} : { github: settings }),
    ...(manifestApp === undefined ? {} : { manifestApp }),
    ...(app !== undefined
      ? { githubLogin: app }
      : fromConfig === undefined
        ? {}
        : { githubLogin: { token: fromConfig } }),
  };
  if (hub === undefined && github === undefined && reader.problems.length === 0) {
    reader.report(
      keys.github,
      "config-missing",
      "a source stack looks after repositories on GitHub, Docker Hub or both",
      {
        fix: `Run: ${reader.command(keys.github)}, or ${reader.command(keys.dockerHub)}`,
      },
    );
  }
  const all = [
    ...reader.problems,
    ...problems,
    ...tokenProblems.filter((each) => each !== undefined),
    ...push.problems,
  ];
  if (all.length > 0) throw new ProblemsError(`config of stack ${source.stack}`, all);
  return read;
}

/** Who promotes by `slipway:people` counts as well, under the issuer's names. */
function readApproval(reader: ConfigReader): Approval {
  const { guards = ownGuards } = readGuards(reader);
  const people = readPeople(reader, guards);
  const promoters = people === undefined ? [] : everyPromoter(people);
  return { ...guards.approval, promoters: [...new Set([...guards.approval.promoters, ...promoters])] };
}

function isApp(value: unknown): value is GitHubAppLogin & Record<string, string> {
  return isRecordOfTexts(value) && Object.keys(value).sort().join() === "id,installationId,privateKey";
}

function isManifestApp(value: unknown): value is { clientId: string; privateKey: string } {
  return isRecordOfTexts(value) && Object.keys(value).sort().join() === "clientId,privateKey";
}
