import type { Git } from "../../../sandbox/seed/git.ts";
import type { Push } from "./triggers.ts";

/** What GitHub would tell a workflow of a push of a branch. */
export interface PushEvent extends Push {
  readonly before: string;
  readonly after: string;
  readonly github: Readonly<Record<string, unknown>>;
}

/**
 * @param clone a folder that has both commits
 * @param repository `owner/name`
 * @param url of the server, in place of https://github.com
 */
export async function pushEvent(
  git: Git,
  clone: string,
  range: { readonly before: string; readonly after: string; readonly ref: string },
  { repository, url, token }: { readonly repository: string; readonly url: string; readonly token: string },
): Promise<PushEvent> {
  const { before, after, ref } = range;
  const list = async (...args: string[]) => (await git(clone, ...args)).split("\0").filter((each) => each !== "");
  const files = await list("diff", "--name-only", "-z", before, after);
  const messages = await list("log", "-z", "--format=%B", `${before}..${after}`);
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.*)$/.exec(ref) ?? [];
  const github = {
    event_name: "push",
    repository,
    server_url: url,
    ref,
    ref_name: name,
    ref_type: kind === "tags" ? "tag" : "branch",
    sha: after,
    actor: "somebody",
    token,
    event: { before, after, ref, repository: { fork: false }, head_commit: { id: after, message: messages[0] ?? "" } },
  };
  return { ref, files, messages, before, after, github };
}
