import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { isRecord } from "../../model/json.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { readStackFiles } from "../render/stack-files.ts";
import { type Answer, ask } from "./ask.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { OpenConfig } from "./open-config.ts";

export interface StateFacts {
  /** What `pulumi whoami --verbose --json` said. */
  readonly login: Answer;
  readonly stacks: readonly StackSecrets[];
  readonly passphrase: "none" | "empty" | "set";
}

/** Who encrypts a stack's secrets, as its config file tells. */
export interface StackSecrets {
  readonly stack: string;
  /** `passphrase`, or a provider's URL without its parameters; undefined: the backend's own. */
  readonly provider?: string;
}

export async function stateFacts(folder: string, env: Environment): Promise<StateFacts> {
  const login = await ask("pulumi", ["whoami", "--verbose", "--json", "--non-interactive"], env, folder);
  const elsewhere = () => undefined; // What can't be read is told of the config.
  const stacks = readStackFiles(folder, [], elsewhere).flatMap(({ file, source }) =>
    file === undefined ? [] : [{ stack: source.stack, ...providerIn(file) }],
  );
  const { PULUMI_CONFIG_PASSPHRASE: given, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  // Whatever the variable holds comes before the file, also when it is empty.
  const passphrase = given ? "set" : given === "" ? "empty" : (file ?? "") !== "" ? "set" : "none";
  return { login, stacks, passphrase };
}

function providerIn(file: string): Pick<StackSecrets, "provider"> {
  const content: unknown = parse(readFileSync(file, "utf8"));
  if (!isRecord(content)) return {};
  if (typeof content["secretsprovider"] === "string" && content["secretsprovider"] !== "default") {
    return { provider: content["secretsprovider"].replace(/\?.*$/s, "") };
  }
  return content["encryptionsalt"] === undefined ? {} : { provider: "passphrase" };
}

/** What is fit for one person on one machine is no error, but a team should hear of it before there is a state to move. */
export function judgeState({ login, stacks, passphrase }: StateFacts): Finding[] {
  const { ok, warning, error } = findingsOf("pulumi");
  if (login.state === "missing") return [];
  const url = login.state === "answered" ? backendOf(login.text) : undefined;
  if (url === undefined) {
    const why = login.state === "failed" ? login.why : "its answer can't be read";
    return [
      error(
        "not-logged-in",
        `Pulumi isn't logged in to a backend: ${why}`,
        "Run: pulumi login s3://BUCKET, or another backend of your team's",
      ),
    ];
  }
  const findings: Finding[] = [];
  if (url.startsWith("file:")) {
    const message = `State is kept in files of this machine (${url}): nobody else can run these stacks, and it is lost with the disk`;
    findings.push(
      warning(
        "state-on-this-machine",
        message,
        "For a team run: pulumi login s3://BUCKET (or gs://, azblob://, or Pulumi Cloud)",
      ),
    );
  } else findings.push(ok("state", `State is kept at ${url}`));
  const byPassphrase = stacks.filter(({ provider }) => provider === "passphrase").map(({ stack }) => stack);
  if (byPassphrase.length === 0) {
    const named = [...new Set(stacks.flatMap(({ provider }) => provider ?? []))];
    if (named.length > 0) findings.push(ok("secrets-provider", `Secrets are encrypted by ${named.join(", ")}`));
    return findings;
  }
  const of = `Secrets of ${byPassphrase.length === 1 ? "stack" : "stacks"} ${byPassphrase.join(", ")} are encrypted with a passphrase`;
  if (passphrase === "none") {
    findings.push(
      error(
        "passphrase-missing",
        `${of}, and neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set`,
        "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
      ),
    );
  } else if (passphrase === "empty") {
    findings.push(
      warning(
        "passphrase-empty",
        `${of} that is empty: who has the files has the secrets`,
        "Run: pulumi stack change-secrets-provider --stack STACK awskms://… (or gcpkms://, azurekeyvault://, hashivault://)",
      ),
    );
  } else {
    findings.push(
      warning(
        "passphrase",
        `${of}, which everybody who runs them must know`,
        "For a team run: pulumi stack change-secrets-provider --stack STACK awskms://… (or gcpkms://, azurekeyvault://, hashivault://)",
      ),
    );
  }
  return findings;
}

/** What keeps the user's CLI from the secrets of stacks that exist; what is said of a missing passphrase isn't said again. */
export function judgeLocked(configs: readonly OpenConfig[], { passphrase }: Pick<StateFacts, "passphrase">): Finding[] {
  if (passphrase === "none") return [];
  const { error } = findingsOf("pulumi");
  const reasons = Map.groupBy(
    configs.filter(({ locked }) => locked !== undefined),
    ({ locked = "" }) => locked,
  );
  return [...reasons].map(([why, of]) => {
    const names = of.map(({ stack }) => stack.name);
    const whose = `${names.length === 1 ? "stack" : "stacks"} ${names.join(", ")}`;
    const fix = /passphrase/.test(why)
      ? "Give the one that they were made with in PULUMI_CONFIG_PASSPHRASE, or a file that holds it in PULUMI_CONFIG_PASSPHRASE_FILE"
      : `See what it says to: pulumi config --stack ${names[0]}`;
    return error("secrets-locked", `Secrets in the config of ${whose} can't be decrypted: ${why}`, fix);
  });
}

/** A backend's URL may carry credentials and a bucket's parameters. */
export function withoutParameters(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/s, "");
}

function backendOf(answer: string): string | undefined {
  try {
    const { url } = JSON.parse(answer) as { url?: unknown };
    return typeof url === "string" ? withoutParameters(url) : undefined;
  } catch {
    return undefined;
  }
}
