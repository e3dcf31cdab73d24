import { readFile, writeFile } from "node:fs/promises";
import { UserError } from "../../model/problem.ts";
import { keyPattern, marker, reportComment } from "../../model/report/comment.ts";
import { pictures } from "../../model/report/pictures.ts";
import { hasFailed } from "../../model/report/stack-preview.ts";
import { listed, shown } from "../../model/words.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { giteaComments } from "../report/gitea-comments.ts";
import { githubComments } from "../report/github-comments.ts";
import { readDefinitions, readPreviews } from "../report/inputs.ts";
import { postComment } from "../report/post-comment.ts";
import { postTarget, proposedCommit } from "../report/post-target.ts";
import { livePromotions, notAsked, promotionsFrom } from "../report/promotions.ts";

const usage =
  `slipway report --stack NAME=EVENTS… [--app APP…] [--status FILE | --live ${clusterUsage}] [--commit SHA] [--key KEY]\n` +
  "       [--out FILE] [--post [--host github|gitea] [--api URL] [--repo OWNER/NAME] [--pull-request NUMBER]]";

/**
 * `slipway report`: one Markdown comment out of what the engine said of each stack.
 *
 * @returns 0; 1 when a preview failed, never ended, was refused by a rule, or an app's definition is wrong: the report is
 *   written and posted all the same
 */
export async function report(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    ...clusterOptions,
    stack: { type: "string", multiple: true, default: [] },
    app: { type: "string", multiple: true, default: [] },
    status: { type: "string" },
    live: { type: "boolean", default: false },
    commit: { type: "string" },
    key: { type: "string", default: "preview" },
    out: { type: "string" },
    post: { type: "boolean", default: false },
    host: { type: "string" },
    api: { type: "string" },
    repo: { type: "string" },
    "pull-request": { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  if (positionals.length > 0)
    throw new UserError(`got ${shown(positionals[0])}; name stacks with --stack NAME=EVENTS\nusage: ${usage}`);
  if (values.stack.length + values.app.length === 0)
    throw new UserError(`name a stack's events, or an app\nusage: ${usage}`);
  if (!keyPattern.test(values.key))
    throw new UserError(`--key: got ${shown(values.key)}; allowed are up to 40 of a-z, 0-9 and -`);
  if (values.live && values.status !== undefined)
    throw new UserError("--live asks a cluster, --status takes what one said before: give one of them");
  // before anything is read: a job that can't post should fail at once
  const target = values.post ? postTarget(values, process.env) : undefined;

  const stacks = await readPreviews(values.stack);
  const { defined, undrawn } = await readDefinitions(values.app, context.project);
  const apps = defined.map(({ app }) => app);
  const commit = values.commit ?? proposedCommit(process.env);
  const text = reportComment({
    stacks,
    pictures: pictures(stacks, defined),
    undrawn,
    promotions: values.live
      ? await livePromotions(context, values, apps)
      : values.status === undefined
        ? notAsked
        : promotionsFrom(values.status, await statusText(values.status)),
    key: values.key,
    ...(commit !== undefined && { commit }),
  });
  if (values.out !== undefined) await writeFile(values.out, text);
  if (target !== undefined) {
    const host =
      target.host === "github" ? githubComments(target, context.signal) : giteaComments(target, context.signal);
    const { did, url } = await postComment(host, marker(values.key), text, context.signal);
    context.print(`comment ${did}: ${url}`);
  }
  const failed = stacks.filter(hasFailed).map(({ stack }) => stack);
  // whoever sends what is printed to a file wants the report and nothing else in it
  if (values.out === undefined && target === undefined) context.print(text.trimEnd());
  else {
    if (values.out !== undefined) context.print(`written: ${values.out}`);
    if (failed.length > 0) context.print(`can't be brought up like this: ${listed(failed)}`);
  }
  return failed.length + undrawn.length > 0 ? 1 : 0;
}

async function statusText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`--status ${file} can't be read: ${error.message}`);
  });
}
