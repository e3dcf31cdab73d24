import path from "node:path";
import { compile, objectsOf, targetsOf } from "../../model/compile.ts";
import { UserError } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import { type PipelineObjects, pipelineObjects } from "../../promotion/dry-run/pipeline-objects.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import { findFiles } from "../check/find-files.ts";
import { readFiles } from "../check/read-files.ts";

/**
 * The pipeline's objects: of `apps/<APP>/pipeline.ts`, compiled with default settings, or of anybody's YAML.
 *
 * @param app the app, or with manifests the Kargo Project
 * @throws UserError when it isn't there
 */
export async function readObjects(
  app: string | undefined,
  manifests: string | undefined,
  stage: string,
  project: string,
): Promise<PipelineObjects> {
  if (manifests !== undefined) return fromManifests(app, manifests, stage);
  if (app === undefined) throw new UserError("name an app, or give a folder of YAML with --manifests");
  const [pipeline] = await loadPipelines([app], path.join(project, "apps"));
  if (pipeline === undefined) throw new Error(`apps/${app}/pipeline.ts is gone`);
  const compiled = compile(pipeline, defaultSettings);
  const { delivery, project: name } = compiled;
  const targets = targetsOf(compiled).flatMap(objectsOf);
  const objects = [...delivery.warehouses, ...delivery.promotionTasks, ...targets];
  return pipelineObjects(objects as unknown as Record<string, unknown>[], name, stage);
}

async function fromManifests(app: string | undefined, manifests: string, stage: string): Promise<PipelineObjects> {
  const objects: Record<string, unknown>[] = [];
  const unread: string[] = [];
  for await (const read of readFiles(await findFiles([manifests]))) {
    if (read.incomplete) unread.push(...read.findings.map(({ file, message }) => `  ${file}: ${message}`));
    for (const { value, namespace } of read.objects) {
      const metadata = value["metadata"] as Record<string, unknown> | undefined;
      objects.push(namespace === undefined ? value : { ...value, metadata: { ...metadata, namespace } });
    }
  }
  try {
    return pipelineObjects(objects, app, stage);
  } catch (error) {
    if (!(error instanceof UserError) || unread.length === 0) throw error;
    throw new UserError(`${error.message}\nThese were not read:\n${unread.join("\n")}`);
  }
}
