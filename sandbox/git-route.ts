import { repositoryName } from "./git-repositories.ts";

/** A request that git understands. */
export interface GitRoute {
  /** `<org>/<repo>`. */
  readonly repository: string;
  readonly service: "info/refs" | "git-upload-pack" | "git-receive-pack";
  /** The query as sent, without `?`. */
  readonly query: string;
}

export interface GitRefusal {
  readonly status: 403 | 404 | 405;
  readonly message: string;
}

const services = ["git-upload-pack", "git-receive-pack"];

/**
 * What a request to the git server means. Only the smart protocol is spoken, and only `/<org>/<repo>.git/…` exists: a path
 * with anything else in it, escapes included, is not found. Nothing stands in front of the organization, since Kargo's
 * Gitea provider takes a repository's URL for `<server>/<org>/<repo>`.
 *
 * @param url path and query as they were sent
 */
export function gitRoute(method: string, url: string): GitRoute | GitRefusal {
  const [path = "", ...rest] = url.split("?");
  const query = rest.join("?");
  const match = /^\/([^/]+\/[^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path);
  const [, repository, service] = match ?? [];
  if (!repository || !service || !repositoryName.test(repository)) return { status: 404, message: "not found" };
  if (service === "info/refs") {
    if (method !== "GET" && method !== "HEAD") return { status: 405, message: `${method} is not allowed here` };
    const asked = new URLSearchParams(query).get("service") ?? "";
    if (!services.includes(asked)) return { status: 403, message: "only git's smart HTTP protocol is served" };
  } else if (method !== "POST") return { status: 405, message: `${method} is not allowed here` };
  return { repository, service: service as GitRoute["service"], query };
}
