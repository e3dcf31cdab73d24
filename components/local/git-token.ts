import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface GitTokenArgs {
  /** The git server's door on loopback. */
  readonly port: number;
  readonly user: string;
  readonly password: pulumi.Input<string>;
  /** Another cluster has another git server, and needs another token. */
  readonly cluster: pulumi.Input<string>;
}

/**
 * An access token of Gitea's, a secret. Gitea takes none that was made elsewhere and shows its own once, when it makes it,
 * so the request is made from here and its answer kept. Made anew with the password and with the cluster.
 */
export function gitToken(
  name: string,
  { port, user, password, cluster }: GitTokenArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const made = new local.Command(
    name,
    {
      // The Node that runs this program is on its PATH. Nothing secret stands in the command line.
      create: "node -",
      stdin: tokenProgram(),
      environment: { GITEA: `http://127.0.0.1:${port}`, GITEA_USER: user, GITEA_PASSWORD: pulumi.secret(password) },
      triggers: [cluster, pulumi.secret(password)],
      logging: "none",
    },
    { ...options, additionalSecretOutputs: ["stdout"] },
  );
  return pulumi.secret(made.stdout);
}

/** The program that makes one, for `node -`. */
export function tokenProgram(): string {
  return `(${makeToken.toString()})().catch((error) => { console.error(error.message); process.exitCode = 1; });`;
}

/**
 * Runs on its own, in another process: everything it needs is in it.
 *
 * @throws Error with what the server said; never with the password
 */
async function makeToken(): Promise<void> {
  const { GITEA = "", GITEA_USER = "", GITEA_PASSWORD = "" } = process.env;
  const tokens = `${GITEA}/api/v1/users/${GITEA_USER}/tokens`;
  const authorization = `Basic ${Buffer.from(`${GITEA_USER}:${GITEA_PASSWORD}`).toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  const ask = (url: string, init: RequestInit) => fetch(url, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  // Pushing, pull requests and their labels: what Kargo does. Argo CD reads.
  const body = JSON.stringify({ name: "slipway", scopes: ["write:repository", "write:issue", "read:user"] });
  // Its Pod is ready; the node takes a moment more to open the port.
  const until = Date.now() + 60_000;
  let said = "";
  do {
    try {
      // One of that name may be left of an earlier try; who doesn't know the password is told so by the next request.
      await ask(`${tokens}/slipway`, { method: "DELETE" });
      const answer = await ask(tokens, { method: "POST", body });
      const text = await answer.text();
      if (answer.status === 201) {
        process.stdout.write(JSON.parse(text).sha1);
        return;
      }
      said = `HTTP ${answer.status}${answer.status < 500 ? `: ${text.slice(0, 200)}` : ""}`;
      if (answer.status < 500) break;
    } catch (error) {
      said = String((error as { cause?: unknown }).cause ?? error);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  } while (Date.now() < until);
  throw new Error(`the local git server at ${GITEA} made no access token for ${GITEA_USER}: ${said}`);
}
