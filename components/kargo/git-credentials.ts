import * as k8s from "@pulumi/kubernetes";
import { type GitLogin, repositoryName, secretData } from "../git-login.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

export interface GitCredentialsArgs {
  /** Namespace of the Kargo Project whose Stages and Warehouses may use them. */
  readonly namespace: string;
  /** Repository they are for, exactly as the definition's steps name it (after mirrors). */
  readonly repoUrl: string;
  readonly login: GitLogin;
}

/** The Secret by which Kargo logs in to one Git repository: found by its label, matched by `repoURL`. */
export function gitCredentials(name: string, args: GitCredentialsArgs, options: ObjectOptions): k8s.core.v1.Secret {
  const metadata = {
    name: `git-${repositoryName(args.repoUrl)}`,
    namespace: args.namespace,
    labels: { "kargo.akuity.io/cred-type": "git" },
  };
  const data = secretData({ repoURL: args.repoUrl, username: args.login.username, password: args.login.password });
  return new k8s.core.v1.Secret(name, { metadata, type: "Opaque", data }, options);
}
