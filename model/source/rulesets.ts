import type { GitHubSettings } from "./github.ts";
import type { GitHubRepositoryPlan } from "./repositories.ts";

/** A ruleset as GitHub's provider takes it, the repository left out. */
export interface Ruleset {
  /** Part of the resource's name. */
  readonly key: "default-branch" | "stages" | "direct-stages" | "reviewed-stages";
  readonly name: string;
  readonly target: "branch";
  readonly enforcement: "active";
  readonly conditions: {
    readonly refName: { readonly includes: readonly string[]; readonly excludes: readonly string[] };
  };
  readonly bypassActors: readonly BypassActor[];
  readonly rules: Readonly<Record<string, unknown>>;
}

interface BypassActor {
  readonly actorType: "Integration" | "User";
  readonly actorId: number;
  readonly bypassMode: "always";
}

/**
 * The rules on a repository's branches: the default branch only through reviewed pull requests; the branches of Stages
 * only by Kargo, and of those that are promoted through pull requests not even by Kargo without one.
 *
 * Kargo may make every branch of a Stage, also a reviewed one, since it is there before the first pull request.
 */
export function rulesetsOf(settings: GitHubSettings, { reviewedBranches }: GitHubRepositoryPlan): readonly Ruleset[] {
  const { rulesets, without, kargo, kargoOnDefaultBranch, manifestAppId } = settings;
  if (!rulesets || without.includes("rulesets") || kargo === undefined) return [];
  const actor: BypassActor =
    "appId" in kargo ? app(kargo.appId) : { actorType: "User", actorId: kargo.userId, bypassMode: "always" };
  const reviewed = reviewedBranches.map((branch) => `refs/heads/${branch}`);
  const all = "refs/heads/stage/*";
  const ruleset = (
    key: Ruleset["key"],
    name: string,
    more: Pick<Ruleset, "conditions" | "bypassActors" | "rules">,
  ): Ruleset => ({
    key,
    name,
    target: "branch",
    enforcement: "active",
    ...more,
  });
  return [
    ruleset("default-branch", "Default branch: reviewed pull requests only", {
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      bypassActors: [
        ...(kargoOnDefaultBranch ? [actor] : []),
        ...(manifestAppId === undefined ? [] : [app(manifestAppId)]),
      ],
      rules: { deletion: true, nonFastForward: true, pullRequest: pullRequest(settings, true), ...checks(settings) },
    }),
    ruleset("stages", "Branches of Stages: made and removed by Kargo only", {
      conditions: { refName: { includes: [all], excludes: [] } },
      bypassActors: [actor],
      rules: { creation: true, deletion: true, nonFastForward: true },
    }),
    ruleset("direct-stages", "Branches of Stages: written by Kargo only", {
      conditions: { refName: { includes: [all], excludes: reviewed } },
      bypassActors: [actor],
      rules: { update: true },
    }),
    ...(reviewed.length === 0
      ? []
      : [
          ruleset("reviewed-stages", "Branches of Stages with approval: reviewed pull requests only", {
            conditions: { refName: { includes: reviewed, excludes: [] } },
            bypassActors: [],
            rules: { pullRequest: pullRequest(settings, false) },
          }),
        ]),
  ];
}

function app(actorId: number): BypassActor {
  return { actorType: "Integration", actorId, bypassMode: "always" };
}

function pullRequest({ requiredReviews }: GitHubSettings, codeOwners: boolean): object {
  return {
    requiredApprovingReviewCount: requiredReviews,
    requireCodeOwnerReview: codeOwners && requiredReviews > 0,
    // GitHub refuses it where no review is asked for.
    requireLastPushApproval: requiredReviews > 0,
    dismissStaleReviewsOnPush: true,
    requiredReviewThreadResolution: true,
  };
}

function checks({ requiredChecks }: GitHubSettings): Readonly<Record<string, unknown>> {
  if (requiredChecks.length === 0) return {};
  const required = requiredChecks.map((context) => ({ context }));
  return { requiredStatusChecks: { requiredChecks: required, strictRequiredStatusChecksPolicy: true } };
}
