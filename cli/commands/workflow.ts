import path from "node:path";
import { ProblemsError, UserError } from "../../model/problem.ts";
import { checkDelivery } from "../../model/workflow/check-delivery.ts";
import { checkAgainstPipeline } from "../../model/workflow/check-pipeline.ts";
import { checkPreview } from "../../model/workflow/check-preview.ts";
import { deliveryFile, deliveryWorkflow } from "../../model/workflow/delivery-workflow.ts";
import { previewFile, previewWorkflow } from "../../model/workflow/preview-workflow.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { appSource } from "../project.ts";
import { deliveryAnswers } from "../workflow/delivery-answers.ts";
import { previewAnswers } from "../workflow/preview-answers.ts";
import { toDo } from "../workflow/to-do.ts";
import { writeWorkflows } from "../workflow/write-workflows.ts";

const usage = `slipway workflow APP [--from DIR] [--out DIR] [--force]
  [--repository OWNER/NAME] [--branch NAME] [--image REPOSITORY] [--environment NAME] [--no-attest]
  [--test COMMAND]… [--platform OS/ARCH]… [--path PATH]… [--verify COMMAND]…
  [--manifests FOLDER [--placeholder IMAGE] [--protected] [--app-token]]`;

/** `slipway workflow`: the workflows that deliver an app and preview the project's stacks. */
export async function workflow(context: Context): Promise<number> {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values, positionals } = context.options(usage, {
    from: text,
    out: text,
    force: flag,
    repository: text,
    branch: text,
    image: text,
    environment: text,
    "no-attest": flag,
    test: texts,
    platform: texts,
    path: texts,
    verify: texts,
    manifests: text,
    placeholder: text,
    protected: flag,
    "app-token": flag,
    help: flag,
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (app === undefined || rest.length > 0) throw new UserError(`name one app of apps/\nusage: ${usage}`);
  const { project } = context;
  const [pipeline] = await loadPipelines([app], path.join(project, "apps"));
  if (pipeline === undefined) throw new Error(`apps/${app}/pipeline.ts is gone`);

  const source = appSource(values.from ?? path.join(project, "apps", app), project);
  const delivery = deliveryAnswers(pipeline, source, values);
  const preview = await previewAnswers(context, delivery.branch, values.verify ?? ["npm test --if-present"]);
  const problems = [...checkDelivery(delivery), ...checkAgainstPipeline(delivery, pipeline), ...checkPreview(preview)];
  if (problems.length > 0) throw new ProblemsError("nothing was written", problems);

  const place = (repository: string, file: string) =>
    values.out === undefined ? path.join(repository, file) : path.resolve(values.out, path.basename(file));
  const files = new Map([
    [place(source.root, deliveryFile(delivery)), deliveryWorkflow(delivery)],
    [place(appSource(project, project).root, previewFile), previewWorkflow(preview)],
  ]);
  for (const { file, did } of await writeWorkflows(files, values.force)) {
    context.print(`${did.padEnd(8)} ${path.relative(process.cwd(), file)}`);
  }
  context.print(`\n${toDo(delivery, preview).join("\n")}`);
  return 0;
}
