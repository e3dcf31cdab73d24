import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { withoutSecrets } from "../../model/grammar/secrets.ts";
import { UserError } from "../../model/problem.ts";
import { shown } from "../../model/words.ts";
import { findOnPath } from "../../sandbox/environment.ts";
import type { Context } from "../context.ts";
import { appCode } from "../starter/app-code.ts";
import { pushFirstCommit } from "../starter/first-commit.ts";
import { loginFor } from "../starter/login.ts";
import { checkedUrl } from "../starter/repository-url.ts";
import { writeTree } from "../starter/write-tree.ts";

const usage =
  "slipway starter APP --repo URL [--git URL] [--branch NAME] [--from DIR] [--no-pipeline] [--dry-run]\n" +
  "       [--test COMMAND]… [--owner @WHO]… [--image REPOSITORY] [--placeholder IMAGE] [--port NUMBER]";

/** `slipway starter`: the files of an app as the first commit of an empty repository. */
export async function starter(context: Context): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = context.options(usage, {
    repo: text,
    git: text,
    branch: text,
    from: text,
    image: text,
    placeholder: text,
    port: text,
    test: { type: "string", multiple: true },
    owner: { type: "string", multiple: true, default: [] },
    "no-pipeline": { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (app === undefined || rest.length > 0 || values.repo === undefined)
    throw new UserError(`name the app and its repository\nusage: ${usage}`);
  // What the name is used for below are paths; everything else about it is for the model's own checks.
  if (/[/\\]|^\.*$/.test(app)) throw new UserError(`${shown(app)} can't be an app's name: allowed are a-z, 0-9 and -`);
  const url = checkedUrl("--repo", values.repo);
  const git = values.git === undefined ? url : checkedUrl("--git", values.git);
  const wrong = values.owner.find((each) => !/^@[\w-]+(\/[\w.-]+)?$/.test(each));
  if (wrong !== undefined) throw new UserError(`--owner: got ${shown(wrong)}; allowed @USER and @ORGANIZATION/TEAM`);
  const branch = values.branch ?? "main";

  const scratch = await mkdtemp(path.join(tmpdir(), "slipway-starter-"));
  try {
    const program = findOnPath("git");
    const [root, home] = [path.join(scratch, "tree"), path.join(scratch, "home")];
    await Promise.all([root, home].map((each) => mkdir(each)));
    const from = values.from === undefined ? undefined : await appCode(path.resolve(values.from), context.signal);
    const { notes } = await writeTree(root, {
      app,
      git,
      flags: { ...values, branch },
      owners: values.owner,
      withPipeline: !values["no-pipeline"],
      ...(from && { from }),
    });
    const files = await filesOf(root);
    await refuseSecrets(root, files);
    for (const file of files) context.print(`${values["dry-run"] ? "would push" : "pushing"} ${file}`);
    if (values["dry-run"])
      context.print(`\n${files.length} files as one commit on ${branch} of ${url}; nothing was pushed`);
    else {
      const login = await loginFor(url, process.env, context.signal);
      const author = await authorOf(program, context.signal);
      const message = `Start ${app}\n\nMade by slipway starter.\n`;
      const step = context.progress.step(`push to ${url}`);
      const { commit, isNew } = await pushFirstCommit({
        tree: root,
        url,
        branch,
        message,
        author,
        login,
        git: program,
        home,
        signal: context.signal,
      }).catch((error: unknown) => {
        step.fail();
        throw error;
      });
      step.done(commit.slice(0, 12));
      context.print(
        isNew
          ? `\n${files.length} files are commit ${commit.slice(0, 12)} on ${branch} of ${url}`
          : `\n${url} has these ${files.length} files already, as commit ${commit.slice(0, 12)} on ${branch}; nothing was pushed`,
      );
    }
    if (notes.length > 0) context.print(`\n${notes.join("\n")}`);
    return 0;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

/** What is in a first commit is there for good, whoever removes it later. */
async function refuseSecrets(root: string, files: readonly string[]): Promise<void> {
  const suspect: string[] = [];
  for (const file of files) {
    const text = await readFile(path.join(root, file), "utf8");
    if (withoutSecrets(text) !== text) suspect.push(file);
  }
  if (suspect.length > 0)
    throw new UserError(
      `nothing was pushed: these files hold what looks like a secret:\n${suspect.map((file) => `  ${file}`).join("\n")}\nTake it out of them, and change it if it is one`,
    );
}

/** Who git says makes commits here. */
async function authorOf(git: string, signal: AbortSignal): Promise<{ name: string; email: string }> {
  const value = async (key: string) =>
    (
      await promisify(execFile)(git, ["config", "--get", key], { signal, timeout: 10_000 }).catch(() => ({
        stdout: "",
      }))
    ).stdout.trim();
  const [name, email] = [await value("user.name"), await value("user.email")];
  signal.throwIfAborted();
  return { name: name || "slipway starter", email: email || "starter@slipway.invalid" };
}
