import path from "node:path";
import { check } from "../../model/check.ts";
import { ProblemsError, UserError } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import type { Context } from "../context.ts";
import { type Answers, answer } from "../new/answers.ts";
import { definitionOf, definitionText } from "../new/definition.ts";
import { type Found, lookAt } from "../new/look.ts";
import { manifestFiles } from "../new/manifest-files.ts";
import { notes } from "../new/notes.ts";
import { projectFiles } from "../new/project-files.ts";
import { writeNew } from "../new/write-new.ts";
import { appSource } from "../project.ts";
import { atGitHub } from "../workflow/delivery-answers.ts";

const usage =
  "slipway new APP [--from DIR] [--git URL] [--branch NAME] [--image REPOSITORY] [--placeholder IMAGE] [--port NUMBER]\n" +
  "--from: the app's folder. What is there is used (remote, manifests, Dockerfile), and manifests it lacks are written there\n" +
  "--git, --branch: the repository that Kargo clones, and what it follows; default: the remote origin, main\n" +
  "--image: where CI pushes; default: docker.io/<owner of the Git repository>/APP\n" +
  "--placeholder: the image's name in the manifests; default: the only one there, or APP\n" +
  "--port: that the app listens on; default: from the manifests, the Dockerfile, 8080";

/** `slipway new`: pipeline, overlays and stack config of an app of one's own. Overwrites nothing. */
export async function newApp(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    from: { type: "string" },
    git: { type: "string" },
    branch: { type: "string" },
    image: { type: "string" },
    placeholder: { type: "string" },
    port: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (app === undefined || rest.length > 0) throw new UserError(`name the app\nusage: ${usage}`);
  // What the name is used for below are paths; everything else about it is for the model's own checks.
  if (/[/\\]|^\.*$/.test(app))
    throw new UserError(`${JSON.stringify(app)} can't be an app's name: allowed are a-z, 0-9 and -`);

  const { project } = context;
  const folder = values.from === undefined ? path.join(project, "apps", app) : path.resolve(values.from);
  const found: Found = values.from === undefined ? { goProgram: false, helmChart: false } : lookAt(folder);
  const answers = answer(app, values, found, appSource(folder, project));
  const problems = check(definitionOf(answers), defaultSettings);
  if (problems.some(({ severity }) => severity === "error")) throw new ProblemsError("nothing was written", problems);

  const shared = projectFiles(project);
  const isOwnClone = context.isClone && project === context.root;
  const files = new Map([
    [
      `${project}/apps/${app}/pipeline.ts`,
      definitionText(answers, isOwnClone ? "../../model/definition.ts" : "slipway/definition"),
    ],
    ...[...manifestFiles(folder, answers, found)].map(([file, text]) => [path.join(folder, file), text] as const),
    ...[...shared.files].map(([file, text]) => [path.join(project, file), text] as const),
  ]);
  await writeNew(files);

  const shown = (file: string) => path.relative(process.cwd(), file) || ".";
  for (const file of files.keys()) context.print(`wrote ${shown(file)}`);
  for (const file of shared.kept) context.print(`kept  ${shown(path.join(project, file))}`);
  context.print(`\n${said(answers)}`);
  for (const note of notes(project, answers, found)) context.print(`note: ${note}`);
  const source = values.from === undefined ? "" : ` --source ${shown(folder)}`;
  context.print("\nNext:");
  context.print(`  ${context.commandLine("render", `${app} --out DIR`)}`);
  if (atGitHub(answers.git) !== undefined) {
    const from = values.from === undefined ? "" : ` --from ${shown(folder)}`;
    // of another program nobody knows how it is tested, and the sandbox can't build it
    const test = found.goProgram ? "" : " --test COMMAND";
    context.print(`  ${context.commandLine("workflow", `${app}${from}${test}`)}`);
  }
  const onlyGo = found.goProgram ? "" : ", where it is a Go program";
  context.print(`  ${context.commandLine("sandbox", `up --app ${app}${source}`)}${onlyGo}`);
  context.print(`  ${context.commandLine("doctor")}: what the stacks need for a cluster of your own`);
  return 0;
}

function said({ app, git, branch, image, placeholder, port, base, overlays }: Answers): string {
  return [
    `${app}: dev → staging → prod`,
    `git    ${git} (${branch}): ${base}, ${overlays}/<environment>`,
    `image  ${image}:<commit>, in the manifests ${placeholder}, port ${port}`,
  ].join("\n");
}
