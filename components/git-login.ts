import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Who Slipway's tools are towards a Git server. Fields are called as Kargo's and Argo CD's Secrets call them. */
export type GitLogin = PasswordLogin | GitHubAppLogin;

export interface PasswordLogin {
  readonly username: pulumi.Input<string>;
  /** Password or access token. Kept as a Pulumi secret whatever is passed. */
  readonly password: pulumi.Input<string>;
}

/** A GitHub App as it is installed for the repositories: it makes itself a token for an hour whenever it needs one. */
export interface GitHubAppLogin {
  readonly githubAppID: pulumi.Input<string>;
  readonly githubAppInstallationID: pulumi.Input<string>;
  /** PEM. Kept as a Pulumi secret whatever is passed. */
  readonly githubAppPrivateKey: pulumi.Input<string>;
}

/**
 * Kubernetes name for what belongs to a repository: its last two path segments for people, then eight digits of a hash
 * of the whole URL, because two servers may hold an `acme/goserver`.
 */
export function repositoryName(url: string): string {
  const path = url
    .replace(/\.git$/, "")
    .split("/")
    .slice(-2)
    .join("-");
  const readable = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${readable.slice(0, 40)}-${createHash("sha256").update(url).digest("hex").slice(0, 8)}`;
}

/** A Secret's `data`: encoded here, since `stringData` is write-only and would never compare equal afterwards. */
export function secretData(
  values: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Output<Record<string, string>> {
  return pulumi.secret(
    pulumi.all(values).apply((plain) => {
      return Object.fromEntries(
        Object.entries(plain).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
      );
    }),
  );
}
