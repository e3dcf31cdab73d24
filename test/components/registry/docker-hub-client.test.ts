import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createRepository,
  deleteRepository,
  type HubSettings,
  readRepository,
  updateRepository,
} from "../../../components/registry/docker-hub-client.ts";
import { askedPause, type Hub } from "../../../components/registry/docker-hub-http.ts";
import { type DockerHub, type Fault, type HubRoute, startDockerHub } from "../../support/docker-hub.ts";

const secret = "dckr_pat_Canary0123456789";
const at = { namespace: "acme", name: "goserver" };
const route = "/v2/namespaces/acme/repositories";
const nothing = { description: "", fullDescription: "", isPrivate: false, immutableTags: [] };

let server: DockerHub;
/** Pauses that the client made, in milliseconds; none of them is really waited for. */
let pauses: number[];
let hub: Hub;
beforeEach(async () => {
  server = await startDockerHub({ accounts: { acme: secret }, namespaces: ["acme"] });
  pauses = [];
  const clock = {
    now: () => Date.UTC(2026, 10, 21),
    sleep: async (milliseconds: number) => void pauses.push(milliseconds),
  };
  hub = { endpoint: server.url, identifier: "acme", secret, clock };
});
afterEach(() => server.stop());

/** What a call says when it throws, the server's address left out. */
async function said(call: Promise<unknown>): Promise<string> {
  const result = await call.then(
    (value) => `went well: ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  );
  expect(result).not.toContain("Canary");
  return result.replaceAll(server.url, "HUB");
}

describe("a repository", () => {
  test("is created with what is wanted, and what is left out stays at Docker Hub's own", async () => {
    expect(await readRepository(hub, at)).toBeUndefined();
    const wanted = { description: "A server", fullDescription: "# Server", isPrivate: true };
    expect(await createRepository(hub, at, wanted, "refuse")).toEqual({ ...wanted, immutableTags: [] });
    expect(server.repositories.get("acme/goserver")).toEqual({
      description: "A server",
      full_description: "# Server",
      is_private: true,
      immutable_tags_settings: { enabled: false, rules: [] },
    });
  });

  test("that exists is an error, or is adopted as it is", async () => {
    await createRepository(hub, at, { description: "theirs" }, "refuse");
    expect(await said(createRepository(hub, at, { description: "ours" }, "refuse"))).toBe(
      "Docker Hub has docker.io/acme/goserver already: to go on with it, run pulumi config set --path slipway:dockerHub.adopt true, or give the image another name",
    );
    expect(await createRepository(hub, at, { description: "ours" }, "adopt")).toEqual({
      ...nothing,
      description: "theirs",
    });
  });

  test("to import has to exist", async () => {
    expect(await said(createRepository(hub, at, {}, "import"))).toBe(
      "Docker Hub has no docker.io/acme/goserver to import, or hides it from this token",
    );
    await createRepository(hub, at, {}, "refuse");
    expect(await createRepository(hub, at, {}, "import")).toEqual(nothing);
  });

  test("is changed by one request for each part that differs, none when nothing does", async () => {
    await createRepository(hub, at, {}, "refuse");
    server.requests.length = 0;
    const wanted: HubSettings = { description: "new", isPrivate: true, immutableTags: ["^v", "^[0-9a-f]{40}$"] };
    expect(await updateRepository(hub, at, wanted)).toEqual({ ...nothing, ...wanted });
    expect(server.requests).toEqual([
      "POST /v2/auth/token",
      `GET ${route}/goserver`,
      "PATCH /v2/repositories/acme/goserver/",
      "POST /v2/repositories/acme/goserver/privacy",
      `PATCH ${route}/goserver/immutabletags`,
      `GET ${route}/goserver`,
    ]);
    server.requests.length = 0;
    await updateRepository(hub, at, { ...wanted, immutableTags: ["^[0-9a-f]{40}$", "^v"] });
    expect(server.requests).toEqual(["POST /v2/auth/token", `GET ${route}/goserver`]);
  });

  test("has its immutable tags switched off by an empty list", async () => {
    await createRepository(hub, at, {}, "refuse");
    await updateRepository(hub, at, { immutableTags: [".*"] });
    expect((await updateRepository(hub, at, { immutableTags: [] })).immutableTags).toEqual([]);
    expect(server.repositories.get("acme/goserver")?.immutable_tags_settings).toEqual({ enabled: false, rules: [] });
  });

  test("is deleted, and being gone already is fine", async () => {
    await createRepository(hub, at, {}, "refuse");
    await deleteRepository(hub, at);
    await deleteRepository(hub, at);
    expect(server.repositories.size).toBe(0);
  });

  test("that is gone can't be updated", async () => {
    expect(await said(updateRepository(hub, at, { description: "x" }))).toBe(
      "Docker Hub has no docker.io/acme/goserver any more, or hides it from this token: run pulumi refresh, then pulumi up creates it again",
    );
  });

  test("is created once even when the answer to the creation gets lost", async () => {
    server.fail("create", "lost");
    expect(await createRepository(hub, at, { description: "ours" }, "refuse")).toEqual({
      ...nothing,
      description: "ours",
    });
    expect(server.requests.filter((each) => each === `POST ${route}`)).toHaveLength(2);
    expect(pauses).toEqual([1000]);
  });

  test("made by somebody else between look and creation isn't taken over", async () => {
    await createRepository(hub, at, { description: "theirs" }, "refuse");
    server.fail("read", { status: 404 });
    expect(await said(createRepository(hub, at, {}, "refuse"))).toContain("already: to go on with it");
  });
});

describe("each route that fails in each way", () => {
  const calls: Record<HubRoute, (hub: Hub) => Promise<unknown>> = {
    token: (hub) => readRepository(hub, at),
    read: (hub) => readRepository(hub, at),
    create: (hub) => createRepository(hub, { ...at, name: "other" }, {}, "refuse"),
    "immutable tags": (hub) => updateRepository(hub, at, { immutableTags: [".*"] }),
    text: (hub) => updateRepository(hub, at, { description: "x" }),
    privacy: (hub) => updateRepository(hub, at, { isPrivate: true }),
    delete: (hub) => deleteRepository(hub, at),
  };
  const doing: Record<HubRoute, string> = {
    token: "log in as acme",
    read: "read docker.io/acme/goserver",
    create: "create docker.io/acme/other",
    "immutable tags": "change the immutable tags of docker.io/acme/goserver",
    text: "change the description of docker.io/acme/goserver",
    privacy: "change the visibility of docker.io/acme/goserver",
    delete: "delete docker.io/acme/goserver",
  };
  const admin =
    "the token needs the permissions Read, Write, Delete, and its account has to be an admin of the repository";
  const forbidden: Record<HubRoute, string> = {
    token: "an account with single sign-on or two factors logs in with an access token, never with its password",
    read: "the token needs the permission Read, and its account access to the repository",
    create:
      "the token needs the permissions Read, Write, Delete, and its account the right to create repositories in acme",
    "immutable tags": admin,
    text: admin,
    privacy: admin,
    delete: admin,
  };
  const byHand = (what: string) =>
    `this token may not change it, or Docker Hub's API no longer can: change ${what} at HUB/repository/docker/acme/goserver/general, then run pulumi refresh`;
  const missing: Record<HubRoute, string | undefined> = {
    token: "there is no such route: is slipway:dockerHub's endpoint right",
    read: undefined,
    create: "there is no namespace acme, or acme isn't a member of it",
    "immutable tags": byHand("the immutable tags"),
    text: byHand("the description"),
    privacy: byHand("the visibility"),
    delete: undefined,
  };
  const notJson = "went well|isn't JSON|another shape|without a token";
  const expired =
    "it doesn't accept the access token of acme: it may have expired or been revoked, or belong to another account. Make a new one with Read, Write, Delete and set it: pulumi config set --secret slipway:dockerHubToken";

  const routes = Object.keys(calls) as HubRoute[];
  /** Fails one request and gives what the call says and how often it was tried. */
  const failed = async (name: HubRoute, ...faults: Fault[]) => {
    await createRepository(hub, at, {}, "refuse");
    pauses.length = 0;
    server.fail(name, ...faults);
    return said(calls[name](hub));
  };
  const refused = (name: HubRoute, status: number, why: string) =>
    `Docker Hub refused to ${doing[name]} with ${status} ("no"): ${why}`;
  const body = '{"message": "no"}';

  test.each(routes)("%s: 401, 403, 422 and 402 name what is missing, and are not tried again", async (name) => {
    expect(await failed(name, { status: 401, body })).toBe(refused(name, 401, expired));
    server.repositories.clear();
    expect(await failed(name, { status: 403, body })).toBe(refused(name, 403, forbidden[name]));
    server.repositories.clear();
    expect(await failed(name, { status: 422, body })).toBe(refused(name, 422, "it doesn't accept what was asked"));
    server.repositories.clear();
    expect(await failed(name, { status: 402, body })).toBe(
      refused(name, 402, "the plan's private repositories are used up: make the repository public, or buy more"),
    );
    server.repositories.clear();
    expect(await failed(name, { status: 409, body })).toBe(
      refused(name, 409, "something else is being done to it: run the same command again"),
    );
    expect(pauses).toEqual([]);
  });

  test.each(routes)("%s: 404 says what isn't there", async (name) => {
    const why = missing[name];
    expect(await failed(name, { status: 404, body })).toBe(
      why === undefined ? "went well: undefined" : refused(name, 404, why),
    );
  });

  test.each(routes)("%s: 429, 500 and a reset connection are tried again, and then go well", async (name) => {
    const limit = { status: 429, headers: { "retry-after": "7" } };
    expect(await failed(name, limit, { status: 500 }, "reset")).toMatch(/^went well/);
    expect(pauses).toEqual([7000, 2000, 4000]);
  });

  test("no answer within a request's bound is tried again on every route, and then goes well", async () => {
    const waitedOn = async (name: HubRoute) => {
      const own = await startDockerHub({ accounts: { acme: secret }, namespaces: ["acme"] });
      const waits: number[] = [];
      try {
        await createRepository({ ...hub, endpoint: own.url }, at, {}, "refuse");
        own.fail(name, "hang");
        const clock = { ...hub.clock, sleep: async () => void waits.push(1), requestMs: 300 };
        await calls[name]({ ...hub, endpoint: own.url, clock });
      } finally {
        await own.stop();
      }
      return waits.length > 0;
    };
    expect(await Promise.all(routes.map(waitedOn))).toEqual(routes.map(() => true));
  });

  test.each(routes)("%s: broken JSON where an answer is needed is an error", async (name) => {
    expect(await failed(name, { status: 200, body: "<html>" })).toMatch(
      /^Docker Hub answered 200 to [A-Z]+ HUB\/v2\/\S+ with something that isn't JSON: a proxy may stand in between$/,
    );
  });

  test.each(["token", "read", "create"] as const)("%s: JSON of another shape is an error", async (name) => {
    expect(await failed(name, { status: 200, body: "[]" })).toMatch(new RegExp(notJson));
  });
});

describe("patience", () => {
  test("ends after six attempts", async () => {
    server.fail("token", ...Array.from({ length: 9 }, (): Fault => ({ status: 503 })));
    expect(await said(readRepository(hub, at))).toBe(
      "Docker Hub answered 503 to POST HUB/v2/auth/token (6 attempts in 31 s). Run the same command again later",
    );
  });

  test("ends at once when the server asks for more than two minutes", async () => {
    server.fail("token", { status: 429, headers: { "x-retry-after": String(Date.UTC(2026, 10, 21) / 1000 + 3600) } });
    expect(await said(readRepository(hub, at))).toBe(
      "Docker Hub answered 429 to POST HUB/v2/auth/token (1 attempt in 0 s; it asks to wait 3600 s). Run the same command again later",
    );
    expect(pauses).toEqual([]);
  });

  test("with a server that can't be reached ends too", async () => {
    await server.stop();
    expect(await said(readRepository(hub, at))).toBe(
      "Docker Hub could not be reached (ECONNREFUSED) to POST HUB/v2/auth/token (6 attempts in 31 s). Run the same command again later",
    );
  });

  const now = Date.UTC(2026, 10, 21);
  const seconds = now / 1000;
  test.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": "Sat, 21 Nov 2026 00:00:05 GMT" }, 5000],
    [{ "retry-after": "soon" }, undefined],
    [{ "x-retry-after": String(seconds + 9) }, 9000],
    [{ "x-retry-after": String(seconds - 9) }, 0],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(seconds + 4) }, 4000],
    [{ "x-ratelimit-remaining": "5", "x-ratelimit-reset": String(seconds + 4) }, undefined],
  ])("headers %j ask for %s ms", (headers, milliseconds) => {
    expect(askedPause(new Headers(headers), now)).toBe(milliseconds);
  });
});

test("a server that quotes the token or redirects doesn't make it known", async () => {
  server.fail("token", { status: 400, body: JSON.stringify({ detail: `bad ${secret}` }) });
  expect(await said(readRepository(hub, at))).toBe(
    `Docker Hub refused to log in as acme with 400 ("bad …"): it doesn't accept what was asked`,
  );
  server.fail(
    "token",
    ...Array.from({ length: 6 }, (): Fault => ({ status: 307, headers: { location: "http://127.0.0.1:1/" } })),
  );
  expect(await said(readRepository(hub, at))).toMatch(/^Docker Hub could not be reached \(/);
});
