import { isRecord } from "../../../model/json.ts";
import type { TagMutability } from "../../../model/live/immutable-tags.ts";

/** One request may take this long, in milliseconds. */
const requestBound = 15_000;

interface DockerHubLogin {
  readonly username: string;
  /** An access token; read rights are enough. */
  readonly token: string;
}

/**
 * Asks Docker Hub whether a repository's tags may move. Never rejects, but when the command is to end.
 *
 * Source: docs.docker.com/reference/api/hub: create an access token, get a repository; `immutable_tags_settings` of the
 * answer isn't in that page's table and is what the API sends.
 *
 * @param login undefined: without logging in, which public repositories allow
 * @param url of the API; another one in tests
 */
export async function tagMutability(
  repository: string,
  login: DockerHubLogin | undefined,
  signal: AbortSignal,
  url = "https://hub.docker.com",
): Promise<TagMutability> {
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const bound = AbortSignal.timeout(requestBound);
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.any([bound, signal]) }).catch(() => {
      throw new Error(
        bound.aborted ? `Docker Hub didn't answer within ${requestBound / 1000} s` : "Docker Hub can't be reached",
      );
    });
    if (response.status === 401) throw new Error("Docker Hub doesn't accept DOCKERHUB_USERNAME and DOCKERHUB_TOKEN");
    if (!response.ok) throw new Error(`Docker Hub answered ${response.status}`);
    return response.json();
  };
  try {
    const bearer = login === undefined ? undefined : await bearerFor(login, ask);
    const [namespace = "", name = ""] = repository.split("/");
    const path = `/v2/namespaces/${encodeURIComponent(namespace)}/repositories/${encodeURIComponent(name)}`;
    const found = await ask(path, bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } });
    const settings = isRecord(found) ? found["immutable_tags_settings"] : undefined;
    if (!isRecord(settings)) return { unknown: "Docker Hub didn't tell, as it does for who may see the repository" };
    const rules: readonly unknown[] = Array.isArray(settings["rules"]) ? settings["rules"] : [];
    return { enabled: settings["enabled"] === true, rules: rules.filter((rule) => typeof rule === "string") };
  } catch (error) {
    signal.throwIfAborted();
    return { unknown: (error as Error).message };
  }
}

async function bearerFor(
  { username, token }: DockerHubLogin,
  ask: (path: string, init: RequestInit) => Promise<unknown>,
): Promise<string | undefined> {
  const body = JSON.stringify({ identifier: username, secret: token });
  const answer = await ask("/v2/auth/token", { method: "POST", headers: { "content-type": "application/json" }, body });
  return isRecord(answer) && typeof answer["access_token"] === "string" ? answer["access_token"] : undefined;
}
