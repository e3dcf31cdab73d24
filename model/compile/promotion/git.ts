import { expr, type TextTemplate, text } from "../../definition/expression.ts";
import { type Step, step } from "../../steps/step.ts";
import type { PromotionInput } from "./input.ts";

export const source = "./src";
export const rendered = "./out";

/** The manifests of the Freight's commit, or of a branch's newest when no Warehouse follows the repository, and the Stage's branch. */
export function cloneForRendering({ gitUrl, commit, branch }: PromotionInput): Step {
  const manifests = commit === undefined ? { path: source } : { commit, path: source };
  return step("git-clone", { repoURL: gitUrl, checkout: [manifests, { branch, create: true, path: rendered }] });
}

/** A branch people share. */
export function cloneBranch({ gitUrl }: PromotionInput, branch: string): Step {
  return step("git-clone", { repoURL: gitUrl, checkout: [{ branch, path: source }] });
}

interface Change {
  /** The work tree that changed. */
  readonly path: string;
  /** The branch it goes to. */
  readonly branch: string;
  /** What is new, line by line. */
  readonly facts: readonly TextTemplate[];
}

/** Commit, push (through a pull request where asked) and sync. */
export function finish(input: PromotionInput, change: Change): Step[] {
  const { gitUrl, application, pullRequestTimeout, gitProvider } = input;
  const provider = gitProvider === undefined ? {} : { provider: gitProvider };
  const { path, branch } = change;
  const commit = step("git-commit", { path, message: message(input, change.facts) }, { as: "commit" });
  const sync = (desiredRevision: ReturnType<typeof expr.output>) =>
    application === undefined
      ? []
      : [step("argocd-update", { apps: [{ ...application, sources: [{ repoURL: gitUrl, desiredRevision }] }] })];
  if (pullRequestTimeout === undefined) return [commit, step("git-push", { path }), ...sync(commit.outputs.commit)];

  const push = step("git-push", { path, generateTargetBranch: true }, { as: "push" });
  const open = step(
    "git-open-pr",
    {
      repoURL: gitUrl,
      ...provider,
      sourceBranch: push.outputs.branch,
      targetBranch: branch,
      title: `Promote ${input.app} to ${input.stage}`,
    },
    { as: "pr" },
  );
  const merged = step(
    "git-wait-for-pr",
    { repoURL: gitUrl, ...provider, prNumber: open.outputs.pr.id },
    { as: "merged", retry: { timeout: pullRequestTimeout } },
  );
  return [commit, push, open, merged, ...sync(merged.outputs.commit)];
}

function message({ app, stage, commit }: PromotionInput, facts: readonly TextTemplate[]): TextTemplate {
  const head = commit === undefined ? text`Promote ${app} to ${stage}` : text`Promote ${app} to ${stage}: ${commit}`;
  const lines = [
    text`\n\nFreight: ${expr.ctx.targetFreight.name}`,
    ...facts.map((fact) => ({ ...fact, parts: ["\n", ...fact.parts] })),
  ];
  return { kind: "text", parts: [...head.parts, ...lines.flatMap((line) => line.parts)] };
}
