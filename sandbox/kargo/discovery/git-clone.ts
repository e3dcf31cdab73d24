import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type GitPlace, runGit } from "../../../promotion/git/run-git.ts";
import type { GitRemote } from "../../../promotion/outside.ts";
import type { Clone, CommitFacts, GitSubscription, TagFacts } from "./commits.ts";
import { tagFilter, versionFilter } from "./tag-filter.ts";

/** What of a remote's refs a selection depends on, `status.discoveredArtifacts.git[].observedRefs`. */
export interface ObservedRefs {
  readonly branchHead?: string;
  readonly tags?: readonly { readonly name: string; readonly id: string }[];
}

/** Kargo keeps no more; with more tags it clones each time. */
const mostTags = 1000;

export interface GitSource {
  readonly remote: GitRemote;
  /** An existing folder; everything made in it is removed again. */
  readonly tmp: string;
  /** Absolute path. */
  readonly git: string;
  readonly signal: AbortSignal;
}

function placeOf({ git, tmp, signal, remote }: GitSource): GitPlace {
  return { program: git, home: tmp, cwd: tmp, signal, remote };
}

/** What `git ls-remote` says; undefined when there is no such branch or too many tags. */
export async function observeRefs(subscription: GitSubscription, source: GitSource): Promise<ObservedRefs | undefined> {
  const {
    branch,
    commitSelectionStrategy: strategy = "NewestFromBranch",
    semverConstraint,
    strictSemvers = true,
  } = subscription;
  const byBranch = strategy === "NewestFromBranch";
  const ref = byBranch ? (branch ? `refs/heads/${branch}` : "HEAD") : "refs/tags/*";
  const lines = (await runGit(placeOf(source), ["ls-remote", "--", source.remote.url, ref]))
    .split("\n")
    .filter(Boolean);
  const refs = lines.map((line) => line.split("\t") as [string, string]);
  if (byBranch) {
    const [id] = refs.find(([, name]) => name === ref) ?? [];
    return id === undefined ? undefined : { branchHead: id };
  }
  const allowed = tagFilter(subscription);
  const isVersion = strategy === "SemVer" ? versionFilter(semverConstraint, strictSemvers) : () => true;
  const tags = refs
    .map(([id, name]) => ({ name: name.slice("refs/tags/".length), id }))
    .filter(({ name }) => allowed(name) && isVersion(name))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return tags.length > mostTags ? undefined : { tags };
}

const commitFormat = "--pretty=format:%H%x09%ct%x09%an <%ae>%x09%cn <%ce>%x09%s";
const separator = "|*|";
const annotatedTag = [
  "%(refname:short)",
  "%(*objectname)",
  "%(*contents:subject)",
  "%(*authorname) %(*authoremail)",
  "%(*committername) %(*committeremail)",
  "%(creatordate:unix)",
  "%(taggername) %(taggeremail)",
  "%(contents:subject)",
].join(separator);
const lightweightTag = [
  "%(refname:short)",
  "%(objectname)",
  "%(contents:subject)",
  "%(authorname) %(authoremail)",
  "%(committername) %(committeremail)",
  "%(creatordate:unix)",
].join(separator);

/** Clones without a work tree, hands the clone over, and removes it. Source: kargo v1.11.2, pkg/controller/git/work_tree.go. */
export async function withClone<T>(
  subscription: GitSubscription,
  source: GitSource,
  work: (clone: Clone) => Promise<T>,
): Promise<T> {
  const { branch, commitSelectionStrategy: strategy = "NewestFromBranch" } = subscription;
  const folder = await mkdtemp(join(source.tmp, "discover-"));
  const gitDir = join(folder, "clone.git");
  try {
    const byBranch = strategy === "NewestFromBranch";
    const one = byBranch ? ["--no-tags", "--single-branch", ...(branch ? ["--branch", branch] : [])] : [];
    await runGit(placeOf(source), [
      "clone",
      "--quiet",
      "--bare",
      "--template=",
      ...one,
      "--",
      source.remote.url,
      gitDir,
    ]);
    const { remote: _, ...local } = placeOf(source);
    const run = (...args: string[]) => runGit({ ...local, gitDir, workTree: folder }, args);
    return await work({
      async commits({ skip, limit, since }) {
        const after = since ? [`--since=${since}`] : [];
        const text = await run(
          "log",
          "--first-parent",
          commitFormat,
          `--max-count=${limit}`,
          `--skip=${skip}`,
          ...after,
        );
        return text.split("\n").filter(Boolean).map(commitOf);
      },
      async tags() {
        const format = `%(if)%(*objectname)%(then)${annotatedTag}%(else)${lightweightTag}%(end)`;
        const text = await run("for-each-ref", "--sort=-creatordate", `--format=${format}`, "refs/tags");
        return text.split("\n").filter(Boolean).map(tagOf);
      },
      async paths(id) {
        const text = await run("show", "--pretty=", "--name-status", "--no-renames", "--first-parent", id);
        return text
          .split("\n")
          .filter(Boolean)
          .map((line) => line.slice(line.indexOf("\t") + 1));
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function commitOf(line: string): CommitFacts {
  const [id = "", seconds = "", author = "", committer = "", ...subject] = line.split("\t");
  return { id, date: new Date(Number(seconds) * 1000), author, committer, subject: subject.join("\t") };
}

function tagOf(line: string): TagFacts {
  const [tag = "", id = "", subject = "", author = "", committer = "", seconds = "", tagger = "", ...annotation] =
    line.split(separator);
  const date = new Date(Number(seconds) * 1000);
  return { tag, id, subject, author, committer, date, tagger, annotation: annotation.join(separator) };
}
