import path from "node:path";
import { formatProblem, UserError } from "../../model/problem.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { renderManifests } from "../render/manifests.ts";
import { readStackFiles } from "../render/stack-files.ts";
import { writeFolder } from "../render/write-folder.ts";

const usage = "slipway render APP --out DIR [--config FILE|DIR]… [--force]";

/** `slipway render`: what each stack would apply and its policy pack would be told, as files. Needs no cluster and no Pulumi. */
export async function render(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    out: { type: "string" },
    config: { type: "string", multiple: true, default: [] },
    force: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (app === undefined || rest.length > 0) throw new UserError(`name one app of apps/\nusage: ${usage}`);
  if (!values.out) throw new UserError(`name the folder to write to with --out\nusage: ${usage}`);

  const [pipeline] = await loadPipelines([app], path.join(context.project, "apps"));
  if (pipeline === undefined) throw new Error(`apps/${app}/pipeline.ts is gone`);
  const files = readStackFiles(context.project, values.config);
  const { manifests, warnings } = renderManifests(app, pipeline, files);
  for (const warning of warnings) context.print(formatProblem(warning));

  const contents = new Map(manifests.map(({ file, text }) => [file, text]));
  for (const { file, did } of await writeFolder(values.out, pipeline.app, contents, values.force)) {
    const { holds, config } = manifests.find((each) => each.file === file) ?? {};
    const from = config === undefined ? "default settings" : `settings of ${path.relative(process.cwd(), config)}`;
    const facts = holds === undefined ? "no longer part of the pipeline" : `${holds}, ${from}`;
    context.print(`${did.padEnd(9)} ${path.join(values.out, file)}: ${facts}`);
  }
  return 0;
}
