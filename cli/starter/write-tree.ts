import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { check } from "../../model/check.ts";
import { type Problem, ProblemsError, UserError } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import { versions } from "../../model/versions.ts";
import { checkDelivery } from "../../model/workflow/check-delivery.ts";
import { checkPreview } from "../../model/workflow/check-preview.ts";
import { deliveryFile, deliveryWorkflow } from "../../model/workflow/delivery-workflow.ts";
import { previewFile, previewWorkflow } from "../../model/workflow/preview-workflow.ts";
import { type Answers, answer, type Flags } from "../new/answers.ts";
import { definitionOf, definitionText, environments } from "../new/definition.ts";
import { type Found, lookAt } from "../new/look.ts";
import { manifestFiles } from "../new/manifest-files.ts";
import { projectFiles } from "../new/project-files.ts";
import { writeNew } from "../new/write-new.ts";
import { atGitHub, deliveryAnswers } from "../workflow/delivery-answers.ts";
import { nodeLine } from "../workflow/preview-answers.ts";
import { toDo } from "../workflow/to-do.ts";
import { extraFiles } from "./extra-files.ts";
import { readme } from "./readme.ts";

export interface StarterOptions {
  readonly app: string;
  /** The repository as Kargo and GitHub know it. */
  readonly git: string;
  readonly flags: Flags & { readonly test?: readonly string[] | undefined };
  readonly owners: readonly string[];
  readonly withPipeline: boolean;
  /** The app's code: its folder, and the files of it that belong to the app, from that folder. */
  readonly from?: { readonly folder: string; readonly files: readonly string[] };
}

export interface Tree {
  readonly answers: Answers;
  /** What was left out and why, and what to do at GitHub. */
  readonly notes: readonly string[];
}

/**
 * Writes everything that an app's repository begins with into an empty folder. What the app brings along is kept as it
 * is, and only what it lacks is added.
 *
 * @throws ProblemsError or UserError when something can't be right; the folder is then worth nothing
 */
export async function writeTree(root: string, options: StarterOptions): Promise<Tree> {
  const { app, git, owners, withPipeline, from } = options;
  const folder = withPipeline ? `apps/${app}` : ".";
  const inRoot = path.join(root, folder);
  for (const file of from?.files ?? []) {
    const target = path.join(inRoot, file);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(from?.folder ?? "", file), target);
  }
  const found: Found = from === undefined ? { goProgram: false, helmChart: false } : lookAt(inRoot);
  const answers = answer(app, { ...options.flags, git }, found, { root, folder });
  const definition = definitionOf(answers);
  refuse(check(definition, defaultSettings));
  const below = ([file, text]: readonly [string, string]) => [path.join(folder, file), text] as const;
  const own = [...manifestFiles(inRoot, answers, found)].map(below);
  const project = withPipeline
    ? [...projectFiles(root).files, [`apps/${app}/pipeline.ts`, definitionText(answers, "slipway/definition")] as const]
    : [];
  const about = { app, folder, owners, withPipeline, hasGo: found.goProgram };
  await addMissing(root, [...own, ...project, ...extraFiles(about)]);

  const notes = owners.length > 0 ? [] : ["no CODEOWNERS: name who answers for the app with --owner @acme/platform"];
  if (atGitHub(git) === undefined) notes.push(`no workflows: those are for GitHub, and ${git} isn't there`);
  else notes.push(...(await addWorkflows(root, options, { folder, definition })));
  await addMissing(root, [
    ["README.md", readme({ answers, folder, withPipeline, notes, hasCode: from !== undefined })],
  ]);
  return { answers, notes };
}

async function addWorkflows(
  root: string,
  { app, flags, withPipeline }: StarterOptions,
  { folder, definition }: { readonly folder: string; readonly definition: ReturnType<typeof definitionOf> },
): Promise<string[]> {
  const { branch, image } = flags;
  const delivery = deliveryAnswers(definition, { root, folder }, { branch, image, test: flags.test });
  if (!delivery.go && delivery.test.length === 0)
    throw new UserError(
      "nothing was pushed. Needed:\n  --test COMMAND: how the app is tested, as in --test 'make test'; the delivery workflow builds no image of what wasn't. Or --from DIR with its Go module",
    );
  refuse(checkDelivery(delivery));
  const files: (readonly [string, string])[] = [[deliveryFile(delivery), deliveryWorkflow(delivery)]];
  const preview = {
    apps: [app],
    stacks: ["delivery", ...environments],
    branch: delivery.branch,
    folder: ".",
    slipway: "npx slipway",
    verify: ["npm test --if-present"],
    versions: { node: nodeLine, pulumi: versions.pulumi },
  };
  if (withPipeline) {
    refuse(checkPreview(preview));
    files.push([previewFile, previewWorkflow(preview)]);
  }
  await addMissing(root, files);
  const all = toDo(delivery, preview);
  // the pipeline's previews are made where the pipeline is
  const others = all.findIndex((line) => line.startsWith("For preview"));
  return withPipeline || others < 0 ? all : all.slice(0, others);
}

function refuse(problems: readonly Problem[]): void {
  if (problems.some(({ severity }) => severity === "error")) throw new ProblemsError("nothing was pushed", problems);
}

async function addMissing(root: string, files: readonly (readonly [string, string])[]): Promise<void> {
  const missing = files
    .map(([file, text]) => [path.join(root, file), text] as const)
    .filter(([file]) => !existsSync(file));
  await writeNew(new Map(missing));
}
