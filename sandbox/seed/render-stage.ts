import { access, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../model/problem.ts";
import { type BranchCommit, commitToBranch } from "./commit-to-branch.ts";
import { checkOut, type GitRemote, gitFor, type Workplace } from "./git.ts";
import { renderedFiles } from "./rendered-files.ts";
import { runProgram } from "./run-program.ts";
import { type KustomizeImage, setKustomizeImage } from "./set-kustomize-image.ts";

export interface RenderStageArgs extends Workplace {
  readonly remote: GitRemote;
  /** Path of the kustomize binary. */
  readonly kustomize: string;
  /** `goserver`; only named in the message. */
  readonly app: string;
  /** `dev`: the branch is `stage/dev`. */
  readonly stage: string;
  /** Folders from the repository's root: where the image is set, and what is rendered. */
  readonly base: string;
  readonly overlay: string;
  readonly image: KustomizeImage;
  /** A commit on `main`, whose manifests are rendered; default its newest. */
  readonly commit?: string;
}

export interface RenderedStage extends BranchCommit {
  /** `stage/<stage>` */
  readonly branch: string;
  /** The commit on `main` that was rendered. */
  readonly source: string;
  /** `<repository>:<tag>` */
  readonly image: string;
}

/**
 * Trailers of a stage branch's commits (`git interpret-trailers`). `Image` is also what the compiled promotion steps
 * write; a Promotion adds `Freight`, of which there is none here.
 */
export const stageTrailers = { source: "Source-Commit", image: "Image" } as const;

/**
 * What a Promotion of `renderedKustomize` commits, for as long as no Kargo runs: the overlay at one commit of `main`,
 * with the image set, rendered into the branch `stage/<stage>`. Nothing is committed when nothing changed.
 *
 * @throws Error when kustomize can't render, with its own words
 */
export async function renderStage(args: RenderStageArgs): Promise<RenderedStage> {
  const { remote, app, stage, tmp, signal } = args;
  const branch = `stage/${stage}`;
  const image = `${args.image.newName}:${args.image.newTag}`;
  const folder = await mkdtemp(join(tmp, "render-"));
  try {
    const source = await checkOut(gitFor(remote, { tmp, signal }), folder, remote, "main", args.commit);
    const files = renderedFiles(await build(args, folder));
    const message = [
      `Promote ${app} to ${stage}: ${source}`,
      "",
      `${stageTrailers.source}: ${source}`,
      `${stageTrailers.image}: ${image}`,
      "",
    ].join("\n");
    const committed = await commitToBranch({
      remote,
      branch,
      tmp,
      signal,
      change: async (worktree) => {
        await replaceFiles(worktree, files);
        return message;
      },
    });
    return { ...committed, branch, source, image };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function build(
  { kustomize, base, overlay, image, tmp, signal }: RenderStageArgs,
  folder: string,
): Promise<string> {
  const file = await kustomizationIn(join(folder, base));
  await writeFile(file, setKustomizeImage(await readFile(file, "utf8"), image));
  return runProgram({
    program: kustomize,
    // As Kargo builds: it confines the whole clone instead.
    args: ["build", "--load-restrictor=LoadRestrictionsNone", overlay],
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: tmp, TMPDIR: tmp },
    timeoutMs: 60_000,
    signal,
  });
}

/** The names kustomize knows (api/konfig). */
async function kustomizationIn(folder: string): Promise<string> {
  const candidates = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) => join(folder, name));
  for (const candidate of candidates) {
    const found = await access(candidate).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new UserError(`there is no kustomization file in ${folder}. Give the folder of one as base`);
}

/** As Kargo's git-clear: everything tracked goes, so what is no longer rendered leaves the branch. */
async function replaceFiles(worktree: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const name of await readdir(worktree)) {
    if (name !== ".git") await rm(join(worktree, name), { recursive: true, force: true });
  }
  for (const [name, content] of files) await writeFile(join(worktree, name), content);
}
