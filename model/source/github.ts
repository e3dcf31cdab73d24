import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { type Approval, namesOf } from "../rules/approval.ts";
import { shown } from "../words.ts";
import { Fields } from "./fields.ts";
import { type Plan, planProblems, plans, type Weaker, weaker } from "./plan.ts";

/** How the source stack looks after repositories on GitHub. */
export interface GitHubSettings {
  /** User or organisation; repositories of others aren't touched. */
  readonly owner: string;
  /** Address of a GitHub Enterprise Server. Default: github.com. */
  readonly baseUrl?: string;
  /** `create`: the repositories are made here. `adopt`: they have to exist, and their own settings are left alone. Default `adopt`. */
  readonly repository: "create" | "adopt";
  /** What the repositories are, or become. Default `private`. */
  readonly visibility: "private" | "public" | "internal";
  /** What the owner pays for; decides what can be had. Default `free`. */
  readonly plan: Plan;
  /** What is done without because the plan has it not. */
  readonly without: readonly Weaker[];
  /** Whether rulesets are made. False until the first commit is pushed to a new repository. Default true. */
  readonly rulesets: boolean;
  /** Who writes the branches of Stages: the GitHub App's id, or the numeric id of the user whose token Kargo has. */
  readonly kargo?: { readonly appId: number } | { readonly userId: number };
  /** Whether Kargo may push to the default branch past the review. Default false. */
  readonly kargoOnDefaultBranch: boolean;
  /** Id of the GitHub App whose token the workflow's manifest job has: it may write to the default branch. Default: nobody may. */
  readonly manifestAppId?: number;
  /** How many people approve a pull request to the default branch or to a Stage's branch. Default 1. */
  readonly requiredReviews: number;
  /** Names of checks that a pull request to the default branch needs. Default: none. */
  readonly requiredChecks: readonly string[];
  /** Who lets the workflow into the environment `release`. Default: nobody has to. */
  readonly reviewers: Reviewers;
}

/** At most six in all; one of them is enough. */
export interface Reviewers {
  /** Logins. */
  readonly users: readonly string[];
  /** Slugs, without the organisation. */
  readonly teams: readonly string[];
}

/** GitHub Actions itself, whose token GITHUB_TOKEN is. */
const actionsApp = 15368;
const known = [
  "owner",
  "baseUrl",
  "repository",
  "visibility",
  "plan",
  "without",
  "rulesets",
  "kargo",
  "kargoOnDefaultBranch",
  "manifestAppId",
  "requiredReviews",
  "requiredChecks",
  "reviewers",
];
const anyNumber = Number.MAX_SAFE_INTEGER;

/**
 * Reads `slipway:github`.
 *
 * @param approval who promotes and who approves, as guards know it: nobody lets their own promotion's image through
 */
export function readGitHub(
  value: Readonly<Record<string, unknown>>,
  approval: Approval,
): { readonly settings?: GitHubSettings; readonly problems: readonly Problem[] } {
  const fields = new Fields("slipway:github", value, known);
  const owner = fields.text("owner");
  if (value["owner"] === undefined) {
    const fix = "Run: pulumi config set --path slipway:github.owner NAME";
    fields.report("owner", "The repositories have to belong to somebody", {
      allowed: "a user or an organisation",
      fix,
    });
  } else if (owner !== undefined && !/^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}$/.test(owner)) {
    fields.report("owner", "This can't be a name on GitHub", {
      got: shown(owner),
      allowed: "at most 39 letters, digits and single hyphens between them",
    });
  }
  const baseUrl = fields.text("baseUrl");
  if (baseUrl !== undefined && !/^https:\/\/[^/\s@]+\/?$/.test(baseUrl)) {
    fields.report("baseUrl", "A token must not be sent there", { got: shown(baseUrl), allowed: "https:// and a host" });
  }
  const plan = fields.choice("plan", plans) ?? "free";
  const visibility = fields.choice("visibility", ["private", "public", "internal"]) ?? "private";
  const manifestAppId = fields.count("manifestAppId", 1, anyNumber);
  const settings: GitHubSettings = {
    ...(manifestAppId === undefined ? {} : { manifestAppId }),
    owner: owner ?? "",
    ...(baseUrl === undefined ? {} : { baseUrl }),
    repository: fields.choice("repository", ["create", "adopt"]) ?? "adopt",
    visibility,
    plan,
    without: withoutOf(fields),
    rulesets: fields.flag("rulesets") ?? true,
    ...kargoOf(fields, value["kargo"]),
    kargoOnDefaultBranch: fields.flag("kargoOnDefaultBranch") ?? false,
    requiredReviews: fields.count("requiredReviews", 0, 10) ?? 1,
    requiredChecks: fields.texts("requiredChecks") ?? [],
    reviewers: reviewersOf(fields, value["reviewers"], owner ?? "", plan, approval),
  };
  const { problems } = fields;
  if (settings.rulesets && !settings.without.includes("rulesets") && value["kargo"] === undefined) {
    fields.report("kargo", "Rulesets let nobody write to the branches of Stages, so they have to know who Kargo is", {
      allowed: '{"appId": ID} of the GitHub App, or {"userId": ID} of the user whose token Kargo has',
      fix: "Run: pulumi config set --path slipway:github.kargo.appId ID",
    });
  }
  problems.push(...planProblems(settings));
  return problems.length > 0 ? { problems } : { settings, problems: [] };
}

function withoutOf(fields: Fields): readonly Weaker[] {
  const given = fields.texts("without") ?? [];
  for (const name of given.filter((each) => !(weaker as readonly string[]).includes(each))) {
    fields.report("without", "There is nothing of that name to do without", {
      got: shown(name),
      allowed: weaker.join(", "),
    });
  }
  return given as readonly Weaker[];
}

function kargoOf(fields: Fields, value: unknown): Pick<GitHubSettings, "kargo"> {
  if (value === undefined) return {};
  const allowed = '{"appId": ID} or {"userId": ID}, a number';
  const asText = JSON.stringify(value) ?? "";
  if (/GITHUB_TOKEN|github-actions/i.test(asText) || (isRecord(value) && value["appId"] === actionsApp)) {
    fields.report(
      "kargo",
      "GITHUB_TOKEN can't be let through a ruleset: it is GitHub Actions' own, and every workflow has it",
      {
        got: shown(typeof value === "string" ? value : asText),
        allowed,
        fix: "Make a GitHub App for Kargo, or a user of its own, and give its id",
      },
    );
    return {};
  }
  const [name, ...others] = isRecord(value) ? Object.keys(value) : [];
  if (!isRecord(value) || others.length > 0 || (name !== "appId" && name !== "userId")) {
    fields.report("kargo", "This can't be read", { got: shown(value), allowed });
    return {};
  }
  const inner = new Fields(`${fields.path}.kargo`, value, ["appId", "userId"]);
  const id = inner.count(name, 1, anyNumber);
  fields.problems.push(...inner.problems);
  if (id === undefined) return {};
  return { kargo: name === "appId" ? { appId: id } : { userId: id } };
}

function reviewersOf(fields: Fields, value: unknown, owner: string, plan: Plan, approval: Approval): Reviewers {
  if (value === undefined) return { users: [], teams: [] };
  if (!isRecord(value)) {
    fields.report("reviewers", "This can't be read", { got: shown(value), allowed: '{"users": […], "teams": […]}' });
    return { users: [], teams: [] };
  }
  const inner = new Fields(`${fields.path}.reviewers`, value, ["users", "teams"]);
  const users = inner.texts("users") ?? [];
  const teams = (inner.texts("teams") ?? []).map((team) => ownTeam(inner, team, owner));
  if (plan === "pro" && teams.length > 0) {
    inner.report("teams", "Teams belong to organisations, and the plan pro belongs to a user", {
      got: teams.map(shown).join(", "),
      fix: "Name users, or the organisation's plan",
    });
  }
  const count = new Set(users).size + new Set(teams).size;
  if (count > 6) {
    inner.report("", "GitHub takes six reviewers at most, users and teams together", {
      got: String(count),
      fix: "Make a team of them",
    });
  }
  for (const [kind, names] of [
    ["users", users],
    ["teams", teams],
  ] as const) {
    for (const name of names) {
      const promoter = [...namesOf(name, approval), ...namesOf(`${owner}/${name}`, approval)].find((each) =>
        approval.promoters.includes(each),
      );
      if (promoter === undefined) continue;
      inner.report(kind, "Whoever promotes would let in what they promote", {
        rule: "G14",
        got: shown(name),
        allowed: "people and teams that don't promote",
        fix: "Name others, or take this one out of the promoters in slipway:guards",
      });
    }
  }
  fields.problems.push(...inner.problems);
  return { users, teams };
}

function ownTeam(fields: Fields, team: string, owner: string): string {
  const [organisation, slug] = team.includes("/") ? team.split("/", 2) : [owner, team];
  if (organisation?.toLowerCase() !== owner.toLowerCase()) {
    fields.report("teams", "This team is of another organisation", {
      got: shown(team),
      allowed: `teams of ${owner}`,
      fix: "Only the repository's own organisation can review",
    });
  }
  return slug ?? team;
}
