import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { GitHubSettings } from "../../model/source/github.ts";
import type { PushLogins } from "../../model/source/push-logins.ts";
import type { GitHubRepositoryPlan } from "../../model/source/repositories.ts";
import { rulesetsOf } from "../../model/source/rulesets.ts";
import { allowedActions } from "../../model/source/workflow-rights.ts";
import { ReleaseEnvironment } from "./release-environment.ts";

export interface GitHubRepositoryArgs {
  readonly settings: GitHubSettings;
  readonly plan: GitHubRepositoryPlan;
  /** By which the workflows push. */
  readonly pushLogins: PushLogins;
  /** Lends its token to the workflow's manifest job. Default: that job, if there is one, has none. */
  readonly manifestApp?: { readonly clientId: string; readonly privateKey: pulumi.Input<string> };
  readonly webhooks: readonly Webhook[];
}

/** Somebody who is told of what happens in the repository. */
export interface Webhook {
  /** Part of the resource's name. */
  readonly name: string;
  /** A secret where the address itself is one. */
  readonly url: pulumi.Input<string>;
  readonly secret: pulumi.Input<string>;
  readonly events: readonly string[];
}

/**
 * A repository on GitHub with what delivery needs of it: the environment that holds the registry's token, what workflows
 * may do, rules on branches, webhooks. The repository itself is made only when the settings say so; when it is adopted,
 * its own settings and its workflows' rights are left alone.
 *
 * Rules come last: what is pushed or set up before them isn't held up by them.
 *
 * ```ts
 * new GitHubRepository("goserver", { settings, plan, pushLogins, webhooks: [] }, { providers: [provider] });
 * ```
 */
export class GitHubRepository extends pulumi.ComponentResource {
  constructor(name: string, args: GitHubRepositoryArgs, options?: pulumi.ComponentResourceOptions) {
    const { settings, plan, webhooks } = args;
    const facts = { owner: settings.owner, repository: plan.name, visibility: settings.visibility };
    super("slipway:source:GitHubRepository", name, facts, options);
    const child = { parent: this };

    const repository = settings.repository === "create" ? this.create(name, args) : this.existing(plan.name);
    if (settings.repository === "create") {
      this.restrictWorkflows(name, repository, settings.without.includes("allowed-actions"));
    }
    const environment = new ReleaseEnvironment(`${name}-release`, { ...args, repository }, child);
    const told = webhooks.map(
      ({ name: whom, url, secret, events }) =>
        new github.RepositoryWebhook(
          `${name}-webhook-${whom}`,
          {
            repository,
            active: true,
            events: [...events],
            configuration: { url, contentType: "json", insecureSsl: false, secret: pulumi.secret(secret) },
          },
          child,
        ),
    );
    for (const { key, ...ruleset } of rulesetsOf(settings, plan)) {
      // The SDK asks for mutable lists, though nothing writes to them.
      const rules = structuredClone(ruleset) as unknown as Omit<github.RepositoryRulesetArgs, "repository">;
      new github.RepositoryRuleset(
        `${name}-${key}`,
        { ...rules, repository },
        { ...child, dependsOn: [environment, ...told] },
      );
    }
    this.registerOutputs(facts);
  }

  private create(name: string, { settings, plan }: GitHubRepositoryArgs): pulumi.Output<string> {
    const scanned = { status: "enabled" };
    const made = new github.Repository(
      name,
      {
        name: plan.name,
        visibility: settings.visibility,
        deleteBranchOnMerge: true,
        // A pull request into a Stage's branch is merged by who read it, not by whoever set a switch before.
        allowAutoMerge: false,
        hasIssues: true,
        // Its history outlives the stack, and a repository of the same name can't be made by mistake.
        archiveOnDestroy: true,
        // Private repositories need GitHub's Secret Protection for it.
        ...(settings.visibility === "public"
          ? { securityAndAnalysis: { secretScanning: scanned, secretScanningPushProtection: scanned } }
          : {}),
      },
      { parent: this, protect: true },
    );
    new github.RepositoryVulnerabilityAlerts(
      `${name}-alerts`,
      { repository: made.name, enabled: true },
      { parent: this },
    );
    return made.name;
  }

  /** Looked up, so that one that is missing is told of before anything is changed. */
  private existing(name: string): pulumi.Output<string> {
    return github.getRepositoryOutput({ name }, { parent: this }).name;
  }

  private restrictWorkflows(name: string, repository: pulumi.Input<string>, anyAction: boolean): void {
    new github.ActionsRepositoryPermissions(
      `${name}-actions`,
      {
        repository,
        enabled: true,
        ...(anyAction
          ? { allowedActions: "all" }
          : {
              allowedActions: "selected",
              allowedActionsConfig: {
                githubOwnedAllowed: true,
                verifiedAllowed: false,
                patternsAlloweds: allowedActions(),
              },
            }),
        shaPinningRequired: true,
      },
      { parent: this },
    );
    new github.WorkflowRepositoryPermissions(
      `${name}-workflows`,
      { repository, defaultWorkflowPermissions: "read", canApprovePullRequestReviews: false },
      { parent: this },
    );
  }
}
