import type { CompiledTarget } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import { UserError } from "../../model/problem.ts";
import { ensureBareRepository } from "../../sandbox/git-repositories.ts";
import type { GoProgram } from "../../sandbox/seed/build-image.ts";
import { type GitRemote, gitFor, headOf } from "../../sandbox/seed/git.ts";
import { publishCommit, type Release } from "../../sandbox/seed/publish-commit.ts";
import { releaseVersion } from "../../sandbox/seed/release.ts";
import { seedRepository } from "../../sandbox/seed/seed-repository.ts";
import { serverGo } from "../../sandbox/seed/server-go.ts";
import type { SandboxFile } from "../../sandbox/state.ts";
import { findGo } from "../../sandbox/toolchain/go.ts";
import type { Context } from "../context.ts";
import type { ChosenApp } from "./chosen-app.ts";
import { repositoriesOf } from "./pipelines.ts";

interface SourceArgs {
  readonly context: Context;
  readonly file: SandboxFile;
  readonly chosen: ChosenApp;
  readonly pipeline: Pipeline;
  readonly cache: string;
  readonly tmp: string;
}

/** The app's side of the pipeline: its repository and its images. */
export class Source {
  readonly remote: GitRemote;
  private readonly args: SourceArgs;
  private readonly go: GoProgram;
  private readonly app: string;
  private readonly repositories: { readonly git: string; readonly image: string };

  private constructor(args: SourceArgs, go: GoProgram) {
    const { file, pipeline } = args;
    this.args = args;
    this.go = go;
    this.app = args.chosen.source.folder;
    this.repositories = repositoriesOf(pipeline);
    this.remote = {
      url: `${file.git.url}/${this.repositories.git}.git`,
      user: file.git.user,
      password: file.git.password,
    };
  }

  /** @throws UserError when there is no Go: the app's server is compiled here, also when every program is cached */
  static async open(args: SourceArgs): Promise<Source> {
    const go = await findGo(process.env);
    if (go === undefined)
      throw new UserError("go is needed to compile the app's server, and there is none on PATH. Install Go");
    return new Source(args, await serverGo(go, args.cache, process.env));
  }

  /** The repository with the app as its folder has it. Changes nothing when it is there already. */
  async seed(): Promise<void> {
    const { context, chosen, file, tmp } = this.args;
    const step = context.progress.step(`repository of ${chosen.name}`);
    try {
      await ensureBareRepository(file.state, this.repositories.git);
      const { signal } = context;
      const { commit, changed } = await seedRepository({
        remote: this.remote,
        clone: chosen.source.root,
        app: this.app,
        name: chosen.name,
        untracked: !chosen.isSample,
        tmp,
        signal,
      });
      step.done(`${this.repositories.git}, main at ${commit.slice(0, 12)}${changed ? "" : ", as it was"}`);
    } catch (error) {
      step.fail();
      throw error;
    }
  }

  /** The image of the newest commit on main; compiled anew, pushed only when it isn't there. */
  async publish(): Promise<Release> {
    return publishCommit(this.imageArgs());
  }

  /** A commit on main that changes version and greeting, and its image. */
  async release(version: string, greeting: string): Promise<Release> {
    return releaseVersion({ ...this.imageArgs(), version, greeting, message: `Release ${version}` });
  }

  /** The commit a Stage's branch is at; undefined when nothing was ever promoted there. */
  async branchHead(target: CompiledTarget): Promise<string | undefined> {
    const { tmp, context } = this.args;
    return headOf(gitFor(this.remote, { tmp, signal: context.signal }), tmp, this.remote, target.branch);
  }

  private imageArgs() {
    const { context, chosen, file, tmp } = this.args;
    return {
      remote: this.remote,
      app: this.app,
      name: chosen.name,
      registry: file.registry,
      repository: this.repositories.image,
      go: this.go,
      progress: context.progress,
      tmp,
      signal: context.signal,
    };
  }
}
