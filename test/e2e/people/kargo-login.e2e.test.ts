/**
 * What this file protects: Kargo's own API, with the environment that its chart makes of Slipway's values, lets people in by
 * a real login at a real issuer, and gives each group what the docs say. Only where Kargo's own programs are.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { officialPrograms } from "../../sandbox/kargo/official-programs.ts";
import { type Issuer, startIssuer } from "../../support/issuer.ts";
import { freePort, startProcess, type TestProcess, untilReady } from "../../support/processes.ts";
import { type ApiRequest, kargoRows } from "./kargo-rows.ts";
import { type PeopleCluster, startPeopleCluster } from "./people-cluster.ts";
import { type Member, members } from "./sample.ts";

const found = await officialPrograms();
const everybody = Object.keys(members) as Member[];
const cli = { id: "kargo-cli", redirectUri: "http://127.0.0.1:1/auth/callback" };
const other = { id: "other", redirectUri: "http://127.0.0.1:1/callback" };

if (!("program" in found)) test.skip(`Kargo's own programs can't be had: ${found.why}`, () => {});
else {
  describe(`Kargo's own API (${found.found})`, () => {
    let issuer: Issuer;
    let cluster: PeopleCluster;
    let api: TestProcess;
    let url: string;
    const tokens = new Map<Member, string>();

    beforeAll(async () => {
      const accounts = Object.fromEntries(everybody.map((name) => [name, { groups: members[name] }]));
      issuer = await startIssuer(accounts, () => [cli, other]);
      cluster = await startPeopleCluster({ kind: "official", ...found }, issuer.url);
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const { state } = cluster.kargo;
      api = startProcess({
        name: "kargo-api-of-people",
        command: found.program,
        args: ["api"],
        env: {
          ...cluster.chart.environments["kargo-api"],
          ...{ BIND_ADDRESS: "127.0.0.1", PORT: String(port) },
          KUBECONFIG: join(state, "config", "kargo-api.kubeconfig"),
        },
        folder: state,
      });
      await untilReady([api], async () => (await fetch(`${url}/healthz`)).status === 200, 300);
      for (const name of everybody) tokens.set(name, await issuer.idToken(cli, name));
    });
    afterAll(async () => {
      await api?.end();
      await cluster?.stop();
      await issuer?.stop();
    });

    async function ask(token: string | undefined, { method, path, body }: ApiRequest) {
      const response = await fetch(`${url}/v1beta1${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { code: response.status, text: await response.text() };
    }

    test.each(
      Object.entries(kargoRows).flatMap(([what, { api, may, byApi = may }]) =>
        api ? [[what, api, byApi] as const] : [],
      ),
    )("%s", async (_what, request, may) => {
      const said: Record<string, string> = {};
      for (const name of everybody) {
        const { code, text } = await ask(tokens.get(name), request(cluster.names));
        // Where somebody may not even look, some answers are a 500 that says nothing.
        const isRefused = code === 403 || (name === "nobody" && code === 500);
        said[name] = isRefused ? "no" : code < 300 ? "yes" : `${code} ${text}`;
      }
      expect(said).toEqual(Object.fromEntries(everybody.map((name) => [name, may.includes(name) ? "yes" : "no"])));
    });

    test("refuses tokens that are expired, unsigned, another's, or of another issuer", async () => {
      const now = Math.floor(Date.now() / 1000);
      const good = { iss: issuer.url, aud: cli.id, sub: "pat", groups: ["platform"], iat: now - 60, exp: now + 600 };
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const stranger = await startIssuer({}, () => []);
      const given: Readonly<Record<string, string | undefined>> = {
        good: issuer.mint(good),
        expired: issuer.mint({ ...good, iat: now - 7200, exp: now - 3600 }),
        "for another application": await issuer.idToken(other, "admin"),
        "of another issuer": stranger.mint({ ...good, iss: stranger.url }),
        "signed by another key": stranger.mint(good),
        unsigned: `${part({ alg: "none", typ: "JWT" })}.${part(good)}.`,
        none: undefined,
      };
      await stranger.stop();
      const said: Record<string, number> = {};
      for (const [what, token] of Object.entries(given))
        said[what] = (await ask(token, { method: "GET", path: "/projects" })).code;
      expect(said).toEqual({ ...Object.fromEntries(Object.keys(given).map((what) => [what, 401])), good: 200 });
    });

    test("has no account admin", async () => {
      expect((await ask(undefined, { method: "POST", path: "/login", body: { password: "admin" } })).code).not.toBe(
        200,
      );
    });
  });
}
