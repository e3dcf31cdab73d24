import { isRecord } from "../model/json.ts";
import { aroundIt, type ImageLogins, imageLoginProblems } from "../model/source/image-logins.ts";
import { shownToken } from "../model/source/token.ts";
import { type Receiver, receivers } from "../model/source/webhooks.ts";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";
import { isRecordOfTexts, isTextList } from "./shapes.ts";
import type { VerificationSecrets } from "./verification-secrets.ts";

/** A login to a Git server, as config holds it. */
export type GitLoginText =
  | { readonly username: string; readonly password: string }
  | {
      readonly githubAppID: string;
      readonly githubAppInstallationID: string;
      readonly githubAppPrivateKey: string;
    };

/** Who a stack's tools are towards others. What isn't set is left out. */
export interface Credentials {
  /** Kargo's, which writes; Argo CD's too unless it has its own. */
  readonly gitLogin?: GitLoginText;
  /** Argo CD's own, which needs to read only. */
  readonly argocdGitLogin?: GitLoginText;
  /** Who reads images and charts. */
  readonly imageLogins?: ImageLogins;
  /** Who is told by webhooks; the source stack made their secrets. */
  readonly webhooks?: readonly WebhookListener[];
  /** Whole URLs of the chats' webhooks that failed promotions are told to, by the Secret that definitions name. */
  readonly notify?: Readonly<Record<string, string>>;
  /** Data of the Secrets that verifications log in by, by the Secret that definitions name. */
  readonly verification?: VerificationSecrets;
}

export type WebhookListener = Receiver | "argocd";
const listeners: readonly WebhookListener[] = ["argocd", ...receivers];

const login = `'{"username": "NAME", "password": "TOKEN"}'`;
export const credentialKeys = {
  gitCredentials: { name: "gitCredentials", example: login, secret: true },
  argocdGitCredentials: { name: "argocdGitCredentials", example: login, secret: true },
  imageCredentials: {
    name: "imageCredentials",
    example: `'{"docker.io": {"username": "NAME", "password": "TOKEN"}}'`,
    secret: true,
  },
  webhooks: { name: "webhooks", example: `'["github", "dockerhub"]'` },
  sourceStack: { name: "sourceStack", example: "source" },
  verification: { name: "verification", example: `'{"datadog": {"api-key": "…", "app-key": "…"}}'`, secret: true },
  notify: { name: "notify", example: `'{"chat": "https://hooks.slack.com/services/…"}'`, secret: true },
} as const satisfies Record<string, ConfigKey>;

/** Reads credentials and keeps what is wrong with them, without showing any. */
export function readCredentials(reader: ConfigReader): Credentials {
  const gitLogin = readGitLogin(reader, credentialKeys.gitCredentials);
  const argocdGitLogin = readGitLogin(reader, credentialKeys.argocdGitCredentials);
  const { imageCredentials, webhooks: webhooksKey } = credentialKeys;
  const shape = "an object of logins by registry, each with username and password";
  const imageLogins = reader.json(imageCredentials, shape, isLogins);
  for (const { path, rule, message, ...facts } of imageLoginProblems("", imageLogins ?? {})) {
    reader.report(imageCredentials, rule, `${path}: ${message}`, facts);
  }
  const webhooks = reader.json(webhooksKey, "a list of argocd, github, dockerhub", isListeners);
  const verification = reader.json(
    credentialKeys.verification,
    "an object of Secrets by name, each an object of texts by key",
    isSecrets,
  );
  const notify = reader.json(credentialKeys.notify, "an object from the Secret's name to the webhook's URL", isUrls);
  return {
    ...(gitLogin === undefined ? {} : { gitLogin }),
    ...(argocdGitLogin === undefined ? {} : { argocdGitLogin }),
    ...(imageLogins === undefined ? {} : { imageLogins }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(notify === undefined ? {} : { notify }),
    ...(verification === undefined ? {} : { verification }),
  };
}

function readGitLogin(reader: ConfigReader, key: ConfigKey): GitLoginText | undefined {
  const shape =
    "an object with username and password, both texts, or with githubAppID, githubAppInstallationID and githubAppPrivateKey";
  const found = reader.json(key, shape, isGitLogin);
  if (found === undefined) return undefined;
  const empty = Object.entries(found).find(([, text]) => text.trim() === "");
  if (empty !== undefined) {
    reader.report(key, "config-value", `${empty[0]} is empty: perhaps a variable of the shell wasn't set`);
    return undefined;
  }
  if (!("password" in found)) {
    if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(found.githubAppPrivateKey)) return found;
    reader.report(key, "source-token", "githubAppPrivateKey is no private key", {
      got: `a text of ${found.githubAppPrivateKey.length} characters`,
      allowed: "the PEM file that GitHub made for the App, -----BEGIN … PRIVATE KEY-----",
    });
    return undefined;
  }
  const { password } = found;
  if (password !== password.trim()) {
    const { message, got } = aroundIt("", password);
    reader.report(key, "source-token", `password: ${message}`, got === undefined ? {} : { got });
  } else if (/^dckr_/.test(password)) {
    reader.report(key, "source-token", "password: This is no token of a Git server", { got: shownToken(password) });
  }
  return found;
}

function isGitLogin(value: unknown): value is GitLoginText & Record<string, string> {
  const names = isRecordOfTexts(value) ? Object.keys(value).sort().join() : "";
  return ["password,username", "githubAppID,githubAppInstallationID,githubAppPrivateKey"].includes(names);
}

function isLogins(value: unknown): value is ImageLogins {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (each) => isRecordOfTexts(each) && Object.keys(each).sort().join() === "password,username",
    )
  );
}

function isSecrets(value: unknown): value is VerificationSecrets {
  return isRecord(value) && Object.values(value).every(isRecordOfTexts);
}

function isUrls(value: unknown): value is Record<string, string> {
  return isRecordOfTexts(value) && Object.values(value).every((each) => URL.canParse(each.trim()));
}

function isListeners(value: unknown): value is WebhookListener[] {
  return isTextList(value) && value.every((each) => (listeners as readonly string[]).includes(each));
}
