/** What decides how a project's preview workflow looks. */
export interface PreviewSettings {
  /** Apps whose pipelines the project holds, sorted. */
  readonly apps: readonly string[];
  /** Pulumi stacks in the order in which they come up. */
  readonly stacks: readonly string[];
  /** The branch that is deployed. */
  readonly branch: string;
  /** Folder of Pulumi.yaml from the repository's root; `.` when that is the root. */
  readonly folder: string;
  /** How Slipway is called there: `npx slipway`, or `node cli/slipway.ts` in a clone of Slipway. */
  readonly slipway: string;
  /** Further commands that judge a pull request, each one line of bash: types, tests of one's own. */
  readonly verify: readonly string[];
  /** Versions of the programs that the runner gets. */
  readonly versions: { readonly node: string; readonly pulumi: string };
}

/** Names of what the workflow reads from GitHub's settings. Each stack's `up` runs in the environment of its name. */
export const previewNames = {
  /** Environment of previews and of the drift check. */
  environment: "preview",
  /** Variable of the repository. Until it is `true`, nothing that needs a stack's state is run. */
  enabled: "SLIPWAY_STACKS",
  /** Secret for Pulumi Cloud, in every environment. */
  accessToken: "PULUMI_ACCESS_TOKEN",
  /** Secret for the other backends, in every environment. */
  passphrase: "PULUMI_CONFIG_PASSPHRASE",
  /** Variable: the backend's address. Default: Pulumi Cloud. */
  backend: "PULUMI_BACKEND_URL",
} as const;
