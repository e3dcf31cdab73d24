import { fields, string } from "../../model/manifests/reading.ts";
import type { CommentHost, HostComment } from "./comment-host.ts";
import { HostFailure } from "./host-failure.ts";
import type { HostCall } from "./host-request.ts";
import type { PostTarget } from "./post-target.ts";

/** How a host is asked, its headers given. */
export type Ask = (call: Omit<HostCall, "headers">) => Promise<unknown>;

/** Path of a pull request's comments, those of the issue that it is; the same at GitHub and Gitea. */
export function commentsPath({ repository, number }: PostTarget): string {
  return `/repos/${repository}/issues/${number}/comments`;
}

/** What GitHub and Gitea take alike: one comment written, changed, deleted. */
export function commentWrites(target: PostTarget, ask: Ask): Pick<CommentHost, "url" | "create" | "update" | "remove"> {
  const one = (id: number) => `/repos/${target.repository}/issues/comments/${id}`;
  return {
    url: target.url,
    async create(body) {
      const path = commentsPath(target);
      return comment(fields(await ask({ method: "POST", path, body: { body }, did: "write a comment" })));
    },
    async update(id, body) {
      await ask({ method: "PATCH", path: one(id), body: { body }, did: "change a comment" });
    },
    async remove(id) {
      await ask({ method: "DELETE", path: one(id), did: "delete a comment" });
    },
  };
}

/** The same shape at GitHub and Gitea. */
export function comment(value: Readonly<Record<string, unknown>>): HostComment {
  const { id, body, user } = value;
  return { id: Number(id), body: string(body) ?? "", author: string(fields(user)["login"]) ?? "" };
}

/** @throws HostFailure when the host didn't say whose token it is */
export function knownLogin({ api, tokenFrom }: PostTarget, login: unknown): string {
  if (typeof login === "string") return login;
  throw new HostFailure(`${api} doesn't tell whose token ${tokenFrom} holds, so no comment is known to be ours`);
}
