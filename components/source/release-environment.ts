import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { GitHubSettings } from "../../model/source/github.ts";
import type { PushLogins } from "../../model/source/push-logins.ts";
import type { GitHubRepositoryPlan } from "../../model/source/repositories.ts";
import { type WorkflowValue, workflowValues } from "../../model/source/workflow-rights.ts";
import { names } from "../../model/workflow/delivery-settings.ts";

export interface ReleaseEnvironmentArgs {
  /** The repository's name, once it is there. */
  readonly repository: pulumi.Input<string>;
  readonly settings: GitHubSettings;
  readonly plan: GitHubRepositoryPlan;
  readonly pushLogins: PushLogins;
  readonly manifestApp?: { readonly clientId: string; readonly privateKey: pulumi.Input<string> };
}

/**
 * The GitHub environment `release`: its secrets are given only to workflows on the branches that are delivered, after a
 * reviewer's word where there are reviewers. Where the plan has no environments, the secrets are the whole repository's.
 */
export class ReleaseEnvironment extends pulumi.ComponentResource {
  constructor(name: string, args: ReleaseEnvironmentArgs, options: pulumi.ComponentResourceOptions) {
    const { repository, settings, plan, pushLogins, manifestApp } = args;
    super(
      "slipway:source:ReleaseEnvironment",
      name,
      { environment: names.environment, branches: [...plan.branches] },
      options,
    );
    const environment = settings.without.includes("environment") ? undefined : this.environment(name, args);
    const values = workflowValues(plan.images, pushLogins, manifestApp);
    for (const value of values) this.add(name, value, repository, environment);
    this.registerOutputs({});
  }

  private environment(name: string, { repository, settings, plan }: ReleaseEnvironmentArgs): pulumi.Output<string> {
    const { users, teams } = settings.without.includes("reviewers") ? { users: [], teams: [] } : settings.reviewers;
    const child = { parent: this };
    const userIds = users.map((username) => numberOf(github.getUserOutput({ username }, child).id));
    const teamIds = teams.map((slug) => numberOf(github.getTeamOutput({ slug, summaryOnly: true }, child).id));
    const reviewed = users.length + teams.length > 0;
    const environment = new github.RepositoryEnvironment(
      name,
      {
        repository,
        environment: names.environment,
        // GitHub has both only where somebody reviews.
        ...(reviewed
          ? { reviewers: [{ users: userIds, teams: teamIds }], preventSelfReview: true, canAdminsBypass: false }
          : {}),
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
      },
      child,
    );
    for (const branch of plan.branches) {
      new github.RepositoryEnvironmentDeploymentPolicy(
        `${name}-${branch}`,
        { repository, environment: environment.environment, branchPattern: branch },
        child,
      );
    }
    return environment.environment;
  }

  private add(
    name: string,
    { kind, name: key, value }: WorkflowValue<pulumi.Input<string>>,
    repository: pulumi.Input<string>,
    environment: pulumi.Output<string> | undefined,
  ): void {
    const child = { parent: this };
    const resource = `${name}-${key}`;
    if (kind === "variable") {
      if (environment === undefined) {
        new github.ActionsVariable(resource, { repository, variableName: key, value }, child);
      } else {
        new github.ActionsEnvironmentVariable(resource, { repository, environment, variableName: key, value }, child);
      }
      return;
    }
    // A new value is put in the old one's place, by one request: no moment without (docs/source.md, Rotation).
    const secret = pulumi.secret(value);
    if (environment === undefined) {
      new github.ActionsSecret(resource, { repository, secretName: key, value: secret }, child);
    } else {
      new github.ActionsEnvironmentSecret(resource, { repository, environment, secretName: key, value: secret }, child);
    }
  }
}

function numberOf(id: pulumi.Output<string>): pulumi.Output<number> {
  return id.apply(Number);
}
