import type { Problem } from "../problem.ts";

export const plans = ["free", "pro", "team", "enterprise"] as const;
/** What the owner of a repository pays GitHub for; `pro` is a user's, `team` and `enterprise` an organisation's. */
export type Plan = (typeof plans)[number];

export const weaker = ["rulesets", "environment", "reviewers", "allowed-actions"] as const;
/** What a plan may lack, and what one says one does without. */
export type Weaker = (typeof weaker)[number];

/** What of the settings for GitHub's repositories depends on the plan. */
interface Wishes {
  readonly repository: "create" | "adopt";
  readonly visibility: "private" | "public" | "internal";
  readonly plan: Plan;
  readonly without: readonly Weaker[];
  readonly rulesets: boolean;
  readonly reviewers: { readonly users: readonly string[]; readonly teams: readonly string[] };
}

interface Limit {
  readonly part: Weaker;
  /** Plans that have it for private repositories. Public ones have everything. */
  readonly plans: readonly Plan[];
  readonly instead: string;
}

/**
 * Source: docs.github.com, "About rulesets", "Managing environments for deployment", and the REST reference on allowed
 * actions of a repository.
 */
const limits: readonly Limit[] = [
  {
    part: "rulesets",
    plans: ["pro", "team", "enterprise"],
    instead: "anybody who may push can then write to the default branch and to the branches of Stages",
  },
  {
    part: "environment",
    plans: ["pro", "team", "enterprise"],
    instead: "the registry's token is then a secret of the whole repository, which a workflow on any branch can read",
  },
  {
    part: "reviewers",
    plans: ["enterprise"],
    instead: "nobody is then asked before a workflow gets the registry's token",
  },
  {
    part: "allowed-actions",
    plans: ["enterprise"],
    instead: "workflows may then use anybody's actions, though only pinned to a commit",
  },
];

/** What the settings ask for and the plan hasn't, unless they say that they do without; and what the plan could do all the same. */
export function planProblems(settings: Wishes): Problem[] {
  const { visibility, plan, without } = settings;
  const problems: Problem[] = [];
  if (visibility === "internal" && plan !== "enterprise") {
    problems.push({
      rule: "github-plan",
      severity: "error",
      path: "slipway:github.visibility",
      message: "Only an enterprise has internal repositories",
      got: plan,
      fix: "Write private, or set slipway:github.plan to enterprise if that is what is paid for",
    });
  }
  if (visibility === "public") return problems;
  for (const { part, plans: having, instead } of limits) {
    if (having.includes(plan) || without.includes(part) || !asks(settings, part)) continue;
    problems.push({
      rule: "github-plan",
      severity: "error",
      path: "slipway:github.plan",
      message: `GitHub's plan ${plan} has no ${names[part]} for private repositories; ${instead}`,
      allowed: `${having.join(", ")}, or a public repository`,
      fix: `Set slipway:github.plan to what is paid for, or do without: pulumi config set --path 'slipway:github.without[${without.length}]' ${part}`,
    });
  }
  return problems;
}

/** What is done without, each with what that means: said at every run, so that nobody forgets it. */
export function withoutInWords({ owner, without }: Pick<Wishes, "without"> & { readonly owner: string }): string[] {
  return limits
    .filter(({ part }) => without.includes(part))
    .map(({ part, instead }) => `${owner}'s repositories do without ${names[part]}: ${instead}`);
}

const names: Readonly<Record<Weaker, string>> = {
  rulesets: "rulesets",
  environment: "environments with secrets of their own",
  reviewers: "reviewers of an environment",
  "allowed-actions": "lists of allowed actions",
};

function asks({ rulesets, reviewers, repository }: Wishes, part: Weaker): boolean {
  if (part === "allowed-actions") return repository === "create";
  if (part === "rulesets") return rulesets;
  if (part === "reviewers") return reviewers.users.length + reviewers.teams.length > 0;
  return true;
}
