import { isRecord } from "../../model/json.ts";
import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { compareBranches } from "../git/branch-pair.ts";
import { wrapped } from "../git/wrapped.ts";
import type { StepContext, StepResult, StepRunner } from "../step.ts";

type Config = StepConfigs["git-open-pr"];

/**
 * Opens a pull request, or adopts the open one from the same branch to the same; Skipped when both hold the same files.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_pr_opener.go.
 */
export const gitOpenPr: StepRunner<Config> = {
  uses: "git-open-pr",
  async run(context, config) {
    const earlier = outputOfEarlierTry(context);
    if (earlier !== undefined) return { status: "Succeeded", output: earlier };
    const { repoURL, sourceBranch: head, targetBranch: base } = config;
    const { pullRequests, shown } = context.outside;
    const remote = await wrapped(`error getting credentials for ${repoURL}`, () => context.outside.gitRemote(repoURL));
    const existing = await wrapped(
      "error determining if pull request already exists: error listing pull requests",
      () => Promise.resolve(pullRequests?.find(repoURL, head, base)),
    );
    if (existing !== undefined) return opened(existing);
    const { message, differ } = await compareBranches(context, repoURL, remote, { source: head, target: base });
    if (!differ) return { status: "Skipped" };
    const request = {
      head,
      base,
      ...texts(config, message, context),
      ...(config.labels ? { labels: config.labels } : {}),
    };
    if (pullRequests === undefined) {
      const what = `open a pull request from ${head} to ${base} in ${repoURL}`;
      shown.call(context.outside, { step: context.alias, uses: "git-open-pr", what, details: { repoURL, ...request } });
      return opened({ id: 1, url: repoURL });
    }
    return opened(await wrapped("error creating pull request", () => pullRequests.open(repoURL, request)));
  },
};

function opened({ id, url }: { readonly id: number; readonly url: string }): StepResult {
  return { status: "Succeeded", output: { pr: { id, url } } };
}

/** Kargo may run a step again whose result got lost; the pull request is there by then. */
function outputOfEarlierTry({ sharedState, alias }: StepContext): Record<string, unknown> | undefined {
  const output = sharedState[alias];
  if (!isRecord(output) || !isRecord(output["pr"]) || output["pr"]["id"] === undefined) return undefined;
  if (typeof output["pr"]["id"] === "number") return output;
  throw new Error(
    `error getting PR number from shared state: PR ID in output from step with alias ${JSON.stringify(alias)} is not an int64`,
  );
}

/** Title and description: the step's own, or the first line and the rest of the newest commit's message. */
function texts(
  config: Config,
  message: string,
  { uiBaseUrl, project, stage }: StepContext,
): { readonly title: string; readonly description: string } {
  const [first = "", ...rest] = message.split("\n");
  const own = config.description || (config.title ? message : rest.join("\n"));
  const link = uiBaseUrl ? `\n\n[View in Kargo UI](${uiBaseUrl}/project/${project}/stage/${stage})` : "";
  return { title: config.title || first, description: `${own}${link}` };
}
