import { afterAll, beforeAll, expect, test } from "vitest";
import { tagMutability } from "../../../../cli/check/live/docker-hub.ts";
import { type DockerHub, startDockerHub } from "../../../support/docker-hub.ts";

/** Against the stand-in for Docker Hub's API; Docker Hub itself isn't asked. */
let hub: DockerHub;
const login = { username: "acme", token: "TOKEN" };

beforeAll(async () => {
  hub = await startDockerHub({ accounts: { acme: "TOKEN" }, namespaces: ["acme"] });
  const common = { description: "", full_description: "", is_private: false };
  hub.repositories.set("acme/app", { ...common, immutable_tags_settings: { enabled: true, rules: ["^v"] } });
});
afterAll(() => hub?.stop());

const ask = (repository: string, as: typeof login | undefined = login) =>
  tagMutability(repository, as, AbortSignal.timeout(30_000), hub.url);

test("whether a repository's tags may move", async () => {
  expect(await ask("acme/app")).toEqual({ enabled: true, rules: ["^v"] });
  expect(hub.requests).toEqual(["POST /v2/auth/token", "GET /v2/namespaces/acme/repositories/app"]);
});

test("isn't known, and why, without telling the token", async () => {
  expect(await ask("acme/other")).toEqual({ unknown: "Docker Hub answered 404" });
  expect(await ask("acme/app", { ...login, token: "WRONG" })).toEqual({
    unknown: "Docker Hub doesn't accept DOCKERHUB_USERNAME and DOCKERHUB_TOKEN",
  });
  hub.fail("read", { status: 429 });
  expect(await ask("acme/app")).toEqual({ unknown: "Docker Hub answered 429" });
  hub.fail("read", "reset");
  expect(await ask("acme/app")).toEqual({ unknown: "Docker Hub can't be reached" });
});
