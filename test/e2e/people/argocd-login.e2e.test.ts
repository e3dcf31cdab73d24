/**
 * What this file protects: Argo CD's own server, set up by the values that Slipway gives its chart and by the AppProjects
 * that goserver compiles to, lets people in by a real login at a real issuer, and gives each group what the docs say.
 */
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { type ApiServer, hasApiServer, startApiServer } from "../../support/api-server.ts";
import { type ArgocdServer, startArgocdServer } from "../../support/argocd-server.ts";
import { Browser } from "../../support/browser.ts";
import { type Issuer, startIssuer } from "../../support/issuer.ts";
import { create, until } from "../../support/kargo-server.ts";
import { freePort } from "../../support/processes.ts";
import { testTools } from "../../support/tools.ts";
import { applyCredentials, applyWebhookSecret, callAsGithub } from "./argocd-credentials.ts";
import { argocdRows } from "./argocd-rows.ts";
import type { ApiRequest } from "./kargo-rows.ts";
import { compiledWithPeople, type Member, members, platformFor } from "./sample.ts";

const everybody = Object.keys(members) as Member[];

/** Names that Argo CD itself gives everything to, at an issuer where anybody may have taken them. */
const namesakes = {
  "in a group called admin": { groups: ["admin"] },
  "called admin": { groups: [], sub: "admin" },
} as const;

describe.skipIf(!hasApiServer())("Argo CD's own server", () => {
  let api: ApiServer;
  let issuer: Issuer;
  let argocd: ArgocdServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    const accounts = {
      ...Object.fromEntries(everybody.map((name) => [name, { groups: members[name] }])),
      ...namesakes,
    };
    [api, issuer] = await Promise.all([
      startApiServer(),
      startIssuer(accounts, () => [
        { id: "argocd", redirectUri: `http://${host}/auth/callback` },
        { id: "other", redirectUri: "http://127.0.0.1:1/callback" },
      ]),
    ]);
    const client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    await applyCrds(client, readCrds(await testTools().data("argocd-crds")), AbortSignal.timeout(120_000));
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } });
    for (const { appProject, application } of compiledWithPeople().environments.flatMap(({ targets }) => targets))
      for (const object of [appProject, application]) if (object !== undefined) await create(api.ask, object);
    argocd = await startArgocdServer({ api, platform: platformFor(issuer.url, { argocd: host }), port });
    for (const name of Object.keys(accounts)) tokens.set(name, await logIn(name));
  });
  afterAll(async () => {
    await argocd?.stop();
    await Promise.all([issuer?.stop(), api?.stop()]);
  });

  /** As a browser does it: the authorization code flow, begun and ended by Argo CD. */
  async function logIn(name: string): Promise<string> {
    return (await tryLogIn(name)).token;
  }

  async function tryLogIn(name: string): Promise<{ token: string; said: string }> {
    const browser = new Browser();
    const back = await issuer.logIn(browser, `${argocd.url}/auth/login`, name, `${argocd.url}/auth/callback`);
    const { text } = await browser.open(back.url);
    const parts = [browser.cookie(argocd.url, "argocd.token"), browser.cookie(argocd.url, "argocd.token-1")];
    return { token: parts.map((part) => part ?? "").join(""), said: text.trim() };
  }

  async function ask(token: string | undefined, { method, path, body }: ApiRequest) {
    const response = await fetch(`${argocd.url}/api/v1${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(120_000),
    });
    return { code: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const names = async (token: string) => {
    const { body } = await ask(token, { method: "GET", path: "/applications" });
    return ((body["items"] ?? []) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name).sort();
  };

  test("sends people to the issuer with PKCE, and asks for their groups", async () => {
    const [token = ""] = [tokens.get("promoter of dev")];
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ iss: issuer.url, aud: "argocd", groups: ["leads, dev"] });
    const begun = await fetch(`${argocd.url}/auth/login`, { redirect: "manual" });
    const { searchParams } = new URL(begun.headers.get("location") ?? "");
    expect(
      Object.fromEntries([...searchParams].filter(([key]) => !["state", "code_challenge", "nonce"].includes(key))),
    ).toEqual({
      client_id: "argocd",
      redirect_uri: `${argocd.url}/auth/callback`,
      response_type: "code",
      scope: "openid profile email groups",
      code_challenge_method: "S256",
      claims: '{"id_token":{"groups":{"essential":true}}}',
    });
  });

  test("shows each the Applications that are theirs to see", async () => {
    const seen: Record<string, readonly string[]> = {};
    for (const name of everybody) seen[name] = await names(tokens.get(name) ?? "");
    const all = ["goserver-dev", "goserver-prod", "goserver-staging"];
    expect(seen).toEqual({
      nobody: [],
      viewer: all,
      developer: all,
      "promoter of dev": ["goserver-dev"],
      "promoter of prod": ["goserver-prod"],
      admin: all,
    });
  });

  test.each(Object.entries(argocdRows))("%s", async (_what, { request, asks, may }) => {
    const said: Record<string, unknown> = {};
    for (const name of everybody) {
      const { code, body } = await ask(tokens.get(name), request);
      // Whoever may isn't always served: no repo-server runs here.
      said[name] = asks ? body["value"] === "yes" : code !== 403;
      if (!asks && code === 403) expect(body["message"]).toMatch(/permission denied/);
    }
    expect(said).toEqual(Object.fromEntries(everybody.map((name) => [name, may.includes(name)])));
  });

  test.each(Object.keys(namesakes))("gives nobody anything for being %s", async (name) => {
    const token = tokens.get(name) ?? "";
    expect(await names(token)).toEqual([]);
    const { code } = await ask(token, { method: "GET", path: "/applications/goserver-prod" });
    expect(code).toBe(403);
  });

  test("refuses tokens that are expired, unsigned, another's, or of another issuer", async () => {
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: issuer.url, aud: "argocd", sub: "pat", groups: ["platform"], iat: now - 60, exp: now + 600 };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const stranger = await startIssuer({}, () => []);
    const given: Readonly<Record<string, string | undefined>> = {
      good: issuer.mint(good),
      expired: issuer.mint({ ...good, iat: now - 7200, exp: now - 3600 }),
      "for another application": await issuer.idToken(
        { id: "other", redirectUri: "http://127.0.0.1:1/callback" },
        "admin",
      ),
      "for nobody": issuer.mint({ ...good, aud: undefined }),
      "of another issuer": stranger.mint({ ...good, iss: stranger.url }),
      "signed by another key": stranger.mint(good),
      unsigned: `${part({ alg: "none", typ: "JWT" })}.${part(good)}.`,
      "changed on the way": issuer.mint({ ...good, groups: [] }).replace(/\.[^.]+\./, `.${part(good)}.`),
      none: undefined,
    };
    await stranger.stop();
    const said: Record<string, unknown> = {};
    for (const [what, token] of Object.entries(given))
      said[what] = (await ask(token, { method: "GET", path: "/applications/goserver-prod" })).code;
    expect(said).toEqual({ ...Object.fromEntries(Object.keys(given).map((what) => [what, 401])), good: 200 });
  });

  test("has no account admin", async () => {
    const { code, body } = await ask(undefined, {
      method: "POST",
      path: "/session",
      body: { username: "admin", password: "admin" },
    });
    expect([code, body["message"]]).toEqual([401, "Invalid username or password"]);
  });

  // What comes now changes how people log in: it stays behind the rest.
  test("notices a rotated secret of its client at the issuer, without anybody's restart", async () => {
    const platform = platformFor(issuer.url, { argocd: new URL(argocd.url).host });
    const client = { id: "argocd", redirectUri: `${argocd.url}/auth/callback` };
    const take = (secret: string) => issuer.take([{ ...client, secret }]);
    const letsIn = () => until("a login", async () => (await logIn("viewer").catch(() => "")) !== "");
    take("canary-first");
    await applyCredentials(api.ask, { platform, oidcClientSecret: "canary-first" });
    await letsIn();
    take("canary-second");
    const { token, said } = await tryLogIn("viewer");
    expect([token, said]).toEqual(["", expect.stringMatching(/^failed to get token: oauth2: "invalid_client"/)]);
    await applyCredentials(api.ask, { platform, oidcClientSecret: "canary-second" });
    await letsIn();
    // Who was logged in stays so.
    expect(await names(tokens.get("viewer") ?? "")).toContain("goserver-prod");
  });

  test("notices a rotated secret of GitHub's calls", async () => {
    for (const [now, before] of [["canary-third"], ["canary-fourth", "canary-third"]] as const) {
      await applyWebhookSecret(api.ask, now);
      await until("the signature to be taken", async () => (await callAsGithub(argocd.url, now)) === 200);
      if (before !== undefined) expect(await callAsGithub(argocd.url, before)).toBe(400);
    }
  });

  test("takes a rotated password of its account admin, and ends sessions from before passwordsSince", async () => {
    const { oidc: _, ...platform } = platformFor(issuer.url, { argocd: new URL(argocd.url).host });
    const set = (password: string, since: Date) =>
      applyCredentials(api.ask, {
        platform: { ...platform, passwordsSince: `${since.toISOString().slice(0, 19)}Z` },
        adminPasswordHash: hashSync(password, 10),
      });
    const session = async (password: string) => {
      const { code, body } = await ask(undefined, {
        method: "POST",
        path: "/session",
        body: { username: "admin", password },
      });
      return { code, token: String(body["token"] ?? "") };
    };
    const taken = async (password: string) => {
      let token = "";
      await until("the password to be taken", async () => {
        ({ token } = await session(password).catch(() => ({ token: "" })));
        // Argo CD knows of a token's age to the second: one of the second of the change itself is taken for an older one.
        return token !== "" && (await works(token)) === 200;
      });
      return token;
    };
    const works = async (token: string) => (await ask(token, { method: "GET", path: "/applications" })).code;
    const hour = 3_600_000;
    await set("canary-old", new Date(Date.now() - 2 * hour));
    const old = await taken("canary-old");
    await set("canary-new", new Date(Date.now() - hour));
    await taken("canary-new");
    expect((await session("canary-old")).code).toBe(401);
    // The password is another one, and yet the session goes on: it is younger than the moment that was said.
    expect(await works(old)).toBe(200);
    await set("canary-new", new Date(Date.now() + 1000));
    await taken("canary-new");
    expect(await works(old)).toBe(401);
  });
});
