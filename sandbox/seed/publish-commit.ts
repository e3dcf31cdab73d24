import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../../progress/progress.ts";
import { buildImage, type GoProgram } from "./build-image.ts";
import { checkOut, type GitRemote, gitFor, type Workplace } from "./git.ts";
import { pushImage } from "./push-image.ts";

export interface PublishCommitArgs extends Workplace {
  readonly remote: GitRemote;
  /** Folder of the app in the repository: `apps/goserver`. */
  readonly app: string;
  /** The app's name, which its program in the image gets. Default: the last part of its folder. */
  readonly name?: string;
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  /** `acme/goserver` */
  readonly repository: string;
  readonly go: GoProgram;
  readonly progress: Progress;
  /** A commit on `main`; default its newest. */
  readonly commit?: string;
}

export interface Release {
  readonly commit: string;
  /** What the app's file VERSION says at that commit; the commit's first twelve digits where there is no such file. */
  readonly version: string;
  /** `127.0.0.1:PORT/acme/goserver:<commit>` */
  readonly image: string;
  /** `sha256:<hex>` of the image's manifest. */
  readonly digest: string;
}

/** What CI does for a commit on `main`: builds its image and pushes it with the commit's sha as tag. */
export async function publishCommit(args: PublishCommitArgs): Promise<Release> {
  const { remote, app, registry, repository, go, progress, tmp, signal } = args;
  const git = gitFor(remote, { tmp, signal });
  const folder = await mkdtemp(join(tmp, "publish-"));
  try {
    const commit = await checkOut(git, folder, remote, "main", args.commit);
    const version = (await readFile(join(folder, app, "VERSION"), "utf8").catch(() => commit.slice(0, 12))).trim();
    const seconds = Number(await git(folder, "show", "--no-patch", "--format=%ct", "HEAD"));
    const created = new Date(seconds * 1000).toISOString();
    const source = join(folder, app);
    const name = args.name ?? app.split("/").at(-1) ?? app;
    const image = await buildImage({ source, name, version, commit, created, go, tmp, progress, signal });
    const pushed = await pushImage({ registry, repository, tag: commit, image, signal });
    return { commit, version, image: pushed.image, digest: pushed.digest };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
