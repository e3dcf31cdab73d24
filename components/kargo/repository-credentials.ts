import * as k8s from "@pulumi/kubernetes";
import { type GitLogin, type PasswordLogin, repositoryName, secretData } from "../git-login.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

export type RepositoryCredentialsArgs = {
  /** Namespace of the Kargo Project whose Stages and Warehouses may use them. */
  readonly namespace: string;
  /** Repository they are for, exactly as the definition's steps and subscriptions name it (after mirrors). */
  readonly repoUrl: string;
} & (
  | { readonly type: "git"; readonly login: GitLogin }
  | { readonly type: "image" | "helm"; readonly login: PasswordLogin }
);

/** The Secret by which Kargo logs in to one repository: found by its label, matched by `repoURL`. */
export function repositoryCredentials(
  name: string,
  { type, namespace, repoUrl, login }: RepositoryCredentialsArgs,
  options: ObjectOptions,
): k8s.core.v1.Secret {
  const metadata = {
    name: `${type}-${repositoryName(repoUrl)}`,
    namespace,
    labels: { "kargo.akuity.io/cred-type": type },
  };
  return new k8s.core.v1.Secret(
    name,
    { metadata, type: "Opaque", data: secretData({ repoURL: repoUrl, ...login }) },
    options,
  );
}
