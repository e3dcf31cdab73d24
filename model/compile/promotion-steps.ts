import type { StepConfigs } from "../kinds/steps.gen.ts";
import { commitId, imageTag, template } from "./expression.ts";

/** What a rendered kustomize promotion needs to know of one Stage. */
export interface PromotionInput {
  readonly app: string;
  readonly stage: string;
  readonly branch: string;
  /** After mirrors. */
  readonly gitUrl: string;
  /** Folders from the repository's root. */
  readonly base: string;
  readonly overlay: string;
  /** Placeholder in the manifests and the repository, after mirrors, that stands for it. */
  readonly images: readonly { readonly placeholder: string; readonly repository: string }[];
  readonly application: { readonly name: string; readonly namespace: string };
}

/** A step of a Stage's promotionTemplate. */
export type PromotionStep = {
  [Name in keyof StepConfigs]: { readonly uses: Name; readonly as?: string; readonly config: StepConfigs[Name] };
}[keyof StepConfigs];

const source = "./src";
const rendered = "./out";

/**
 * The steps of a rendered kustomize promotion: manifests at the Freight's commit, the Freight's images, rendered into the
 * Stage's branch, synced by Argo CD. Always the Freight's commit and never a branch's newest: what was verified upstream
 * is what is promoted.
 */
export function renderedKustomizeSteps(input: PromotionInput): readonly PromotionStep[] {
  const { gitUrl } = input;
  return [
    {
      uses: "git-clone",
      config: {
        repoURL: gitUrl,
        checkout: [
          { commit: template(commitId(gitUrl)), path: source },
          { branch: input.branch, create: true, path: rendered },
        ],
      },
    },
    { uses: "git-clear", config: { path: rendered } },
    {
      uses: "kustomize-set-image",
      config: {
        path: `${source}/${input.base}`,
        images: input.images.map(({ placeholder, repository }) => ({
          image: placeholder,
          newName: repository,
          tag: template(imageTag(repository)),
        })),
      },
    },
    { uses: "kustomize-build", config: { path: `${source}/${input.overlay}`, outPath: rendered } },
    { uses: "git-commit", as: "commit", config: { path: rendered, message: commitMessage(input) } },
    { uses: "git-push", config: { path: rendered } },
    {
      uses: "argocd-update",
      config: {
        apps: [
          {
            name: input.application.name,
            namespace: input.application.namespace,
            sources: [{ repoURL: gitUrl, desiredRevision: template("outputs.commit.commit") }],
          },
        ],
      },
    },
  ];
}

function commitMessage({ app, stage, gitUrl, images }: PromotionInput): string {
  const lines = images.map(({ repository }) => `Image: ${repository}:\${{ ${imageTag(repository)} }}`);
  return [
    `Promote ${app} to ${stage}: \${{ ${commitId(gitUrl)} }}`,
    "",
    "Freight: ${{ ctx.targetFreight.name }}",
    ...lines,
  ].join("\n");
}
