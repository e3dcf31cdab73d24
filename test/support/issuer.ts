import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { outlastGoClients } from "../../sandbox/keep-alive.ts";
import { Browser, type Page } from "./browser.ts";

/** A person as the issuer knows them. */
interface Account {
  readonly groups: readonly string[];
  /** Default: the name by which they log in. */
  readonly sub?: string;
}

/** A client of the issuer's: without a secret a public one, whose login takes PKCE. */
export interface Client {
  readonly id: string;
  readonly redirectUri: string;
  readonly secret?: string;
}

/** An OpenID Connect issuer on 127.0.0.1, by plain http. */
export interface Issuer {
  readonly url: string;
  /** Logs a person in where an application has sent their browser; answers where the issuer sends it back to. */
  logIn(browser: Browser, authorization: string, name: string, backTo: string): Promise<Page>;
  /** The authorization code flow with PKCE, as a command line does it; answers the ID token. */
  idToken(client: Client, name: string): Promise<string>;
  /** Knows these clients from now on, in place of those before. */
  take(clients: readonly Client[]): void;
  /** A token signed by the issuer's key, whatever it says. */
  mint(claims: Readonly<Record<string, unknown>>): string;
  stop(): Promise<void>;
}

const keyId = "of-tests";

/** @param accounts by the name that is typed at the login */
export async function startIssuer(
  accounts: Readonly<Record<string, Account>>,
  clientsAt: (issuer: string) => readonly Client[],
): Promise<Issuer> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let handle: ReturnType<Provider["callback"]> | undefined;
  const server = createServer((request, response) => handle?.(request, response));
  outlastGoClients(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const take = (clients: readonly Client[]) => {
    handle = new Provider(url, configuration(accounts, clients, privateKey)).callback();
  };
  take(clientsAt(url));
  const issuer: Issuer = {
    url,
    take,
    logIn: (browser, authorization, name, backTo) => logIn(browser, authorization, name, backTo, url),
    async idToken(client, name) {
      const verifier = randomBytes(32).toString("base64url");
      const authorization = `${url}/auth?${new URLSearchParams({
        client_id: client.id,
        redirect_uri: client.redirectUri,
        response_type: "code",
        scope: "openid profile email groups",
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
      })}`;
      const back = await issuer.logIn(new Browser(), authorization, name, client.redirectUri);
      return exchange(url, client, new URL(back.url).searchParams.get("code") ?? "", verifier);
    },
    mint: (claims) => signed(claims, privateKey),
    stop: () => close(server),
  };
  return issuer;
}

function configuration(
  accounts: Readonly<Record<string, Account>>,
  clients: readonly Client[],
  key: KeyObject,
): object {
  return {
    clients: clients.map(({ id, redirectUri, secret }) => ({
      client_id: id,
      redirect_uris: [redirectUri],
      ...(secret === undefined
        ? { token_endpoint_auth_method: "none" }
        : { token_endpoint_auth_method: "client_secret_basic", client_secret: secret }),
      application_type: "native",
      grant_types: ["authorization_code"],
    })),
    jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: keyId, use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    scopes: ["openid", "profile", "email", "groups"],
    claims: { openid: ["sub"], profile: ["name"], email: ["email"], groups: ["groups"] },
    // As the issuers that people have: what a scope asks for stands in the ID token.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true }, claimsParameter: { enabled: true } },
    pkce: { required: (_context: unknown, client: { clientSecret?: string }) => client.clientSecret === undefined },
    findAccount: (_context: unknown, accountId: string) => {
      const known = Object.entries(accounts).find(
        ([name, { sub }]) => (sub ?? name) === accountId || name === accountId,
      );
      if (known === undefined) return undefined;
      const [name, { groups, sub = name }] = known;
      return {
        accountId,
        claims: () => ({ sub, name, email: `${name.replaceAll(" ", ".")}@example.com`, email_verified: true, groups }),
      };
    },
  };
}

async function logIn(browser: Browser, authorization: string, name: string, backTo: string, issuer: string) {
  let page = await browser.open(authorization, undefined, backTo);
  // First who one is, then whether the application may know.
  for (const form of [{ prompt: "login", login: name, password: "any" }, { prompt: "consent" }]) {
    if (page.url.startsWith(backTo)) break;
    if (!page.url.startsWith(`${issuer}/interaction/`)) throw new Error(`no login at ${page.url}: ${page.text}`);
    page = await browser.open(page.url, form, backTo);
  }
  if (!page.url.startsWith(backTo)) throw new Error(`the login ends at ${page.url}: ${page.text}`);
  return page;
}

async function exchange(issuer: string, { id, redirectUri }: Client, code: string, verifier: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: id,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const answer = (await response.json()) as { id_token?: string; error_description?: string };
  if (answer.id_token === undefined) throw new Error(`no token: ${JSON.stringify(answer)}`);
  return answer.id_token;
}

function signed(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT", kid: keyId })}.${part(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
