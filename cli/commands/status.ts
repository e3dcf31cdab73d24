import { setTimeout as sleep } from "node:timers/promises";
import { ApiFailure } from "../../kube/api-failure.ts";
import { UserError } from "../../model/problem.ts";
import { isLive } from "../../progress/reporter.ts";
import { connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { changes } from "../status/changes.ts";
import { readProjects } from "../status/read-projects.ts";
import { versionFromLoopbackRegistry } from "../status/registry-version.ts";
import type { ProjectStatus } from "../status/row.ts";
import { projectStatus } from "../status/rows.ts";
import { statusText } from "../status/table.ts";

const usage =
  `slipway status [APP|PROJECT…] [--watch | --exit-code] [--json] ${clusterUsage}\n` +
  "--exit-code: ends with 1 while anything is wrong in a Stage, for a job that looks by the clock";
/** Between two looks of --watch, in milliseconds. */
const watchEvery = 2_000;

/** `slipway status`: what is where, from live objects only. */
export async function status(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    ...clusterOptions,
    watch: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    "exit-code": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  if (values.watch && values["exit-code"])
    throw new UserError(`--watch ends at Ctrl-C, so it has no --exit-code to give\nusage: ${usage}`);
  const { signal } = context;
  const { cluster, sandbox } = connect(values, surroundings(context));
  const look = async () => {
    const now = Date.now();
    return (await readProjects(cluster, positionals, sandbox && versionFromLoopbackRegistry)).map((snapshot) =>
      projectStatus(snapshot, now),
    );
  };
  const json = (projects: readonly ProjectStatus[], indent?: number) =>
    context.print(
      JSON.stringify({ version: 1, cluster: cluster.name, server: cluster.server, projects }, undefined, indent),
    );
  const show = values.json
    ? (projects: readonly ProjectStatus[]) => json(projects, values.watch ? undefined : 2)
    : (projects: readonly ProjectStatus[]) => context.print(statusPage(cluster.name, projects));
  const first = await look();
  if (!values.watch) {
    show(first);
    const isWrong = first.some(({ stages }) => stages.some(({ problems }) => problems.length > 0));
    return values["exit-code"] && isWrong ? 1 : 0;
  }
  const terminal = !values.json && isLive(process.stdout, process.env);
  // whole pictures on a terminal; elsewhere the first one and then a line per change
  const redraw = (projects: readonly ProjectStatus[]) =>
    process.stdout.write(
      `\u001b[H\u001b[2J${statusPage(cluster.name, projects)}\n\n${clock()}, again every ${watchEvery / 1000} s; Ctrl-C ends\n`,
    );
  if (terminal) redraw(first);
  else show(first);
  for (let before = first; !signal.aborted; ) {
    await sleep(watchEvery, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    const after = await look().catch((error: unknown) => lived(error, context));
    if (after === undefined) continue;
    const lines = changes(before, after);
    before = after;
    if (terminal) redraw(after);
    else if (lines.length > 0 && values.json) json(after);
    else for (const line of lines) context.print(`${clock()} ${line}`);
  }
  return 0;
}

function statusPage(cluster: string, projects: readonly ProjectStatus[]): string {
  if (projects.length === 0) return `No Stages on ${cluster}: Kargo is installed there, but has no pipelines yet.`;
  const now = Date.now();
  return projects.map((each) => `${each.project}, on ${cluster}\n\n${statusText(each, now)}`).join("\n\n\n");
}

/** Whoever watches for hours lives through a cluster that is away for a moment; a refusal stays one. */
function lived(error: unknown, context: Context): undefined {
  if (context.signal.aborted) return undefined;
  if (!(error instanceof ApiFailure) || (error.status > 0 && error.status < 500)) throw error;
  context.print(`${clock()} ${error.message}`);
  return undefined;
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}
