import { writeFile } from "node:fs/promises";
import path from "node:path";
import { kinds } from "../../kube/cluster.ts";
import { type Diagram, type Live, nothingLive } from "../../model/diagram/diagram.ts";
import { diagramOf } from "../../model/diagram/from-objects.ts";
import { mermaidDiagram } from "../../model/diagram/mermaid.ts";
import { svgDiagram } from "../../model/diagram/svg.ts";
import { textDiagram } from "../../model/diagram/text.ts";
import { pipelineDiagram } from "../../model/diagram.ts";
import { UserError } from "../../model/problem.ts";
import { listed, perhaps } from "../../model/words.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import { findFiles } from "../check/find-files.ts";
import { readFiles } from "../check/read-files.ts";
import { connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { liveFacts } from "../diagram/live.ts";
import { readProjects } from "../status/read-projects.ts";
import { versionFromLoopbackRegistry } from "../status/registry-version.ts";
import { projectStatus } from "../status/rows.ts";

const usage =
  "slipway diagram APP [--format text|svg|mermaid] [--out FILE] [--manifests FILE|DIR]\n" +
  `       slipway diagram PROJECT --live [--format …] [--out FILE] ${clusterUsage}`;

const formats: Readonly<Record<string, (diagram: Diagram, live: Live) => string>> = {
  text: textDiagram,
  svg: svgDiagram,
  mermaid: mermaidDiagram,
};

/** `slipway diagram`: a pipeline as a picture, from its definition, from anybody's manifests, or live from a cluster. */
export async function diagram(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    ...clusterOptions,
    format: { type: "string" },
    out: { type: "string" },
    live: { type: "boolean", default: false },
    manifests: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (app === undefined && values.manifests === undefined)
    throw new UserError(`name an app, or a Kargo Project\nusage: ${usage}`);
  if (rest.length > 0) throw new UserError(`one at a time, got also ${listed(rest)}\nusage: ${usage}`);
  if (values.live && values.manifests !== undefined)
    throw new UserError("--live draws what is in the cluster, --manifests what is in files: give one of them");
  const name = values.format ?? formatOf(values.out);
  const format = formats[name];
  if (format === undefined)
    throw new UserError(`--format: got ${JSON.stringify(name)}; allowed ${Object.keys(formats).join(", ")}`);
  const { drawing, live } = values.live
    ? await fromCluster(context, app ?? "", values)
    : { drawing: await fromFiles(app, values.manifests, path.join(context.project, "apps")), live: nothingLive };
  const text = format(drawing, live);
  if (values.out === undefined) context.print(text.trimEnd());
  else {
    await writeFile(values.out, text);
    context.print(`written: ${values.out}`);
  }
  return 0;
}

function formatOf(out: string | undefined): string {
  if (out?.endsWith(".svg")) return "svg";
  return out !== undefined && /\.(mmd|mermaid)$/.test(out) ? "mermaid" : "text";
}

async function fromFiles(app: string | undefined, manifests: string | undefined, apps: string): Promise<Diagram> {
  if (manifests === undefined) {
    const [pipeline] = await loadPipelines([app ?? ""], apps);
    if (pipeline === undefined) throw new Error("loadPipelines gave nothing");
    return pipelineDiagram(pipeline);
  }
  const objects: Readonly<Record<string, unknown>>[] = [];
  const projects = new Set<string>();
  for await (const { objects: read } of readFiles(await findFiles([manifests]))) {
    for (const { kind, namespace, value } of read) {
      if (!["Warehouse", "Stage", "ProjectConfig"].includes(kind)) continue;
      if (namespace !== undefined) projects.add(namespace);
      if (app === undefined || namespace === undefined || namespace === app) objects.push(value);
    }
  }
  const found = [...projects].sort();
  if (app === undefined && found.length > 1)
    throw new UserError(
      `${manifests} holds several Projects: ${listed(found)}. Name one of them: slipway diagram ${found[0]} --manifests ${manifests}`,
    );
  if (objects.length === 0)
    throw new UserError(
      found.length === 0 || app === undefined
        ? `${manifests} holds no Kargo Warehouse or Stage`
        : `${manifests} holds nothing of Project ${JSON.stringify(app)}. ${perhaps(app, found, `There are: ${listed(found)}`)}`,
    );
  return diagramOf(app ?? found[0] ?? manifests, objects);
}

async function fromCluster(context: Context, project: string, values: Parameters<typeof connect>[0]) {
  const { cluster, sandbox } = connect(values, surroundings(context));
  const [snapshot] = await readProjects(cluster, [project], sandbox && versionFromLoopbackRegistry);
  if (snapshot === undefined) throw new Error("readProjects gave nothing");
  // only for Stages that no controller has looked at; without the right to read it, the rest is still worth drawing
  const config = await cluster.list<Record<string, unknown>>(kinds.projectConfig, project).catch(() => []);
  const now = Date.now();
  const as = (kind: string, objects: readonly object[]) => objects.map((object) => ({ ...object, kind }));
  const objects = [
    ...as("Warehouse", snapshot.warehouses),
    ...as("Stage", snapshot.stages),
    ...as("ProjectConfig", config),
    ...as("ConfigMap", snapshot.switches ?? []),
  ];
  const { stages } = projectStatus(snapshot, now);
  return { drawing: diagramOf(project, objects), live: liveFacts(stages, snapshot.freight, now) };
}
