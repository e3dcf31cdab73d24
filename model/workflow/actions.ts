import { type Noted, noted } from "./document.ts";

interface PinnedAction {
  /** `owner/name` at GitHub. */
  readonly repository: string;
  /** The release whose commit it is, without a leading `v`. */
  readonly version: string;
  /** Full id of that release's commit: a tag can be moved, a commit can't. */
  readonly commit: string;
}

/**
 * Every action that a workflow of ours uses, in this one place. Each commit is what the tag `v<version>` of the
 * repository names. Dependabot moves the copies in written workflows on; here it is done by hand.
 */
export const actions = {
  checkout: {
    repository: "actions/checkout",
    version: "7.0.1",
    commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
  },
  setupGo: {
    repository: "actions/setup-go",
    version: "7.0.0",
    commit: "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e",
  },
  setupNode: {
    repository: "actions/setup-node",
    version: "7.0.0",
    commit: "820762786026740c76f36085b0efc47a31fe5020",
  },
  setupQemu: {
    repository: "docker/setup-qemu-action",
    version: "4.2.0",
    commit: "96fe6ef7f33517b61c61be40b68a1882f3264fb8",
  },
  setupBuildx: {
    repository: "docker/setup-buildx-action",
    version: "4.3.0",
    commit: "37fe631027851001ddb9b187196cc803df7f5f0e",
  },
  login: {
    repository: "docker/login-action",
    version: "4.1.0",
    commit: "4907a6ddec9925e35a0a9e82d7399ccc52663121",
  },
  buildPush: {
    repository: "docker/build-push-action",
    version: "7.3.0",
    commit: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
  },
  attest: {
    repository: "actions/attest",
    version: "4.2.2",
    commit: "1e69f48acb82d1966a394da916b4c1698aa569d6",
  },
  appToken: {
    repository: "actions/create-github-app-token",
    version: "3.1.1",
    commit: "1b10c78c7865c340bc4f6099eb2f838309f1e8c3",
  },
  pulumi: {
    repository: "pulumi/actions",
    version: "7.0.0",
    commit: "8e5e406f4007fca908480587cb9893c07090f58d",
  },
  uploadArtifact: {
    repository: "actions/upload-artifact",
    version: "7.0.0",
    commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
  },
  downloadArtifact: {
    repository: "actions/download-artifact",
    version: "8.0.1",
    commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
  },
} as const satisfies Record<string, PinnedAction>;

/** What a step's `uses` says: repository and commit, with the version as a comment, which is how Dependabot reads it. */
export function uses({ repository, version, commit }: PinnedAction): Noted {
  return noted(`${repository}@${commit}`, `v${version}`);
}
