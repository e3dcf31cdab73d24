import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type GitLogin, repositoryName, secretData } from "../git-login.ts";

export interface RepositoryCredentialsArgs {
  /** Namespace Argo CD runs in; it reads repository Secrets from there only. */
  readonly argocdNamespace: string;
  /** Git repositories that Applications follow (after mirrors); each URL once. */
  readonly urls: readonly string[];
  readonly login: GitLogin;
}

/**
 * Argo CD's login to Git repositories: one Secret each, found by its label. One set for the whole stack, because two
 * apps may live in one repository and Argo CD takes the first of two Secrets with the same URL.
 *
 * ```ts
 * new RepositoryCredentials("argocd", { argocdNamespace: "argocd", urls: ["https://github.com/acme/goserver"], login });
 * ```
 */
export class RepositoryCredentials extends pulumi.ComponentResource {
  constructor(name: string, args: RepositoryCredentialsArgs, options?: pulumi.ComponentResourceOptions) {
    const urls = [...args.urls].sort();
    super("slipway:argocd:RepositoryCredentials", name, { urls }, options);
    for (const url of urls) {
      const metadata = {
        name: `repository-${repositoryName(url)}`,
        namespace: args.argocdNamespace,
        labels: { "argocd.argoproj.io/secret-type": "repository" },
      };
      const data = secretData({ type: "git", url, ...args.login });
      new k8s.core.v1.Secret(`${name}-${metadata.name}`, { metadata, type: "Opaque", data }, { parent: this });
    }
    this.registerOutputs({ urls });
  }
}
