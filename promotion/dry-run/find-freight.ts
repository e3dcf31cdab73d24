import { normalized } from "../../model/expr/repositories.ts";
import { UserError } from "../../model/problem.ts";
import type { Chart, Freight, GitCommit, Image } from "../freight.ts";
import { runGit, tryGit } from "../git/run-git.ts";
import type { ArtifactRequest } from "./freight-request.ts";
import type { WarehouseObject } from "./pipeline-objects.ts";
import type { ScratchRemotes } from "./scratch-remotes.ts";

/** A Freight to try, and what was taken for granted to have it. */
export interface FoundFreight {
  readonly freight: Omit<Freight, "name">;
  readonly assumed: readonly string[];
}

type Subscription = WarehouseObject["spec"]["subscriptions"][number];
type Request<Kind extends ArtifactRequest["kind"]> = Extract<ArtifactRequest, { kind: Kind }>;

/** Kargo keeps no more of a commit's message; pkg/controller/warehouses/git.go. */
const longestMessage = 80;

/**
 * The Freight that a Warehouse would make: what the user names, and else the newest commit of the subscribed branch and
 * the image that the Warehouse's criterion ties to it.
 *
 * @param used gets each request that a subscription took
 * @throws UserError when an artifact has to be named, or isn't there
 */
export async function findFreight(
  warehouse: WarehouseObject,
  requests: readonly ArtifactRequest[],
  remotes: ScratchRemotes,
  used: (request: ArtifactRequest) => void,
): Promise<FoundFreight> {
  const { subscriptions, freightCreationCriteria } = warehouse.spec;
  const assumed: string[] = [];
  const asked = <Kind extends ArtifactRequest["kind"]>(kind: Kind, same: (url: string) => boolean) => {
    const ofKind = requests.filter((one): one is Request<Kind> => one.kind === kind);
    const alone =
      subscriptions.filter((one) => one[kind === "commit" ? "git" : (kind as "image")] !== undefined).length === 1;
    const found = ofKind.find(({ repoURL }) => (repoURL === undefined ? alone : same(repoURL)));
    if (found !== undefined) used(found);
    return found;
  };
  const commits: GitCommit[] = [];
  for (const { git } of subscriptions) {
    if (git === undefined) continue;
    const request = asked("commit", (url) => normalized.git(url) === normalized.git(git.repoURL));
    commits.push(await commitOf(git, request, remotes, assumed));
  }
  const images = subscriptions.flatMap(({ image }): Image[] => {
    if (image === undefined) return [];
    const { repoURL } = image;
    const request = asked("image", (url) => url === repoURL);
    if (request !== undefined) {
      const { tag, digest } = request;
      return [{ repoURL, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) }];
    }
    const commit = commitFor(repoURL, freightCreationCriteria?.expression, commits);
    if (commit === undefined) throw new UserError(`which image of ${repoURL}? Give it: --freight image=${repoURL}:TAG`);
    assumed.push(`the image ${repoURL}:${commit} exists: the Warehouse asks that its tag be the commit`);
    return [{ repoURL, tag: commit }];
  });
  const charts = subscriptions.flatMap(({ chart }): Chart[] => {
    if (chart === undefined) return [];
    const { repoURL, name } = chart;
    const request = asked("chart", (url) => url === repoURL || url === `${repoURL}/${name}`);
    if (request === undefined)
      throw new UserError(`which chart of ${repoURL}? Give it: --freight chart=${repoURL}@VERSION`);
    return [{ repoURL, ...(name ? { name } : {}), version: request.version }];
  });
  for (const one of subscriptions) {
    if (one.git ?? one.image ?? one.chart) continue;
    assumed.push(
      `nothing is found by a subscription of Warehouse ${warehouse.metadata.name}: its kind isn't known here`,
    );
  }
  const origin = { kind: "Warehouse", name: warehouse.metadata.name } as const;
  return { freight: { origin, commits, images, charts }, assumed };
}

async function commitOf(
  git: NonNullable<Subscription["git"]>,
  request: Request<"commit"> | undefined,
  remotes: ScratchRemotes,
  assumed: string[],
): Promise<GitCommit> {
  const { repoURL, commitSelectionStrategy = "NewestFromBranch" } = git;
  if (request === undefined && commitSelectionStrategy !== "NewestFromBranch") {
    throw new UserError(`which commit of ${repoURL}? Its tags decide. Give it: --freight commit=${repoURL}@TAG`);
  }
  const remote = await remotes.of(repoURL);
  const place = remotes.place(remote);
  const ref = request?.ref ?? git.branch ?? remote.defaultBranch;
  if (ref === undefined) throw new UserError(`${repoURL} has no commit yet`);
  const kinds = ["heads", "tags"] as const;
  for (const name of [...kinds.map((kind) => `refs/${kind}/${ref}`), ref]) {
    const { exitCode, stdout } = await tryGit(place, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${name}^{commit}`,
    ]);
    if (exitCode !== 0) continue;
    const id = stdout.trim();
    const format = "--format=%an <%ae>%x00%cn <%ce>%x00%s";
    const [author = "", committer = "", subject = ""] = (await runGit(place, ["show", "--no-patch", format, id, "--"]))
      .trimEnd()
      .split("\0");
    const isBranch = name.startsWith("refs/heads/");
    const branch = isBranch ? ref : git.branch;
    if (request === undefined) {
      const stale = remote.lastFetched.includes(ref) ? ", as it was last fetched" : "";
      assumed.push(`the commit is the newest of ${ref}${stale}, whatever paths the Warehouse looks at: ${id}`);
    }
    return {
      repoURL,
      id,
      ...(branch ? { branch } : {}),
      ...(name.startsWith("refs/tags/") ? { tag: ref } : {}),
      message: subject.slice(0, longestMessage),
      author,
      committer,
    };
  }
  throw new UserError(`${repoURL} has no commit, branch or tag ${JSON.stringify(ref)} in the copy that stands for it`);
}

/** The commit that a criterion of sameCommit's form ties an image's tag to. */
function commitFor(image: string, expression: string | undefined, commits: readonly GitCommit[]): string | undefined {
  const [commit, tag] = [/commitFrom\('([^']*)'\)\??\.ID/, /imageFrom\('([^']*)'\)\??\.Tag/];
  const either = [`${commit.source} == ${tag.source}`, `${tag.source} == ${commit.source}`];
  for (const [index, form] of either.entries()) {
    const found = new RegExp(form).exec(expression ?? "");
    const [first, second] = index === 0 ? [found?.[1], found?.[2]] : [found?.[2], found?.[1]];
    if (first !== undefined && second === image) {
      return commits.find(({ repoURL }) => normalized.git(repoURL) === normalized.git(first))?.id;
    }
  }
  return undefined;
}
