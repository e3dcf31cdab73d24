import { createHmac } from "node:crypto";
import { ArgoCd, type ArgoCdArgs } from "../../../components/argocd/argocd.ts";
import { argocdWebhookSecret } from "../../../components/argocd/webhook-secret.ts";
import type { Ask } from "../../support/api-server.ts";
import { type Registered, runMocked } from "../../support/mocks.ts";

const argocd = "/api/v1/namespaces/argocd";

/**
 * Puts into the cluster what the platform stack registers for Argo CD with these credentials. Of the values that go through
 * the chart: `configs.cm` is argocd-cm, and the password stands in argocd-secret (argo-cd 10.1.1,
 * templates/argocd-configs/argocd-secret.yaml).
 */
export async function applyCredentials(ask: Ask, args: ArgoCdArgs): Promise<void> {
  const { resources } = await runMocked(() => void new ArgoCd("argocd", args));
  // First what is referred to, as the stack does it: Argo CD isn't told of a new Secret while it reads its settings anew.
  if (args.oidcClientSecret !== undefined) {
    const { metadata, stringData } = inputsOf(resources, "argocd-oidc-secret") as OidcSecret;
    const { code } = await ask("POST", `${argocd}/secrets`, { metadata, stringData });
    if (code !== 201) await merge(ask, metadata.name, stringData);
  }
  const { values } = inputsOf(resources, "argocd-release") as { values: { configs: Configs } };
  const { cm, secret } = values.configs;
  const data = Object.fromEntries(Object.entries(cm).map(([key, value]) => [key, String(value)]));
  await patch(ask, "configmaps/argocd-cm", [{ op: "replace", path: "/data", value: data }]);
  if (secret?.argocdServerAdminPassword === undefined) return;
  await merge(ask, "argocd-secret", {
    "admin.password": secret.argocdServerAdminPassword,
    "admin.passwordMtime": secret.argocdServerAdminPasswordMtime ?? "",
  });
}

/** Puts into the cluster what the delivery stack registers for GitHub's calls to Argo CD. */
export async function applyWebhookSecret(ask: Ask, secret: string): Promise<void> {
  const { resources } = await runMocked(() => void argocdWebhookSecret("argocd", secret, {}));
  const { metadata, data } = inputsOf(resources, "argocd-webhook-secret") as {
    metadata: { name: string };
    data: object;
  };
  await patch(ask, `secrets/${metadata.name}`, { data }, "application/merge-patch+json");
}

/** Tells Argo CD of a push, signed as GitHub does; answers with the status, 0 while nobody answers. */
export async function callAsGithub(argocdUrl: string, secret: string): Promise<number> {
  const payload = JSON.stringify({ ref: "refs/heads/main", repository: { html_url: "https://github.com/acme/shop" } });
  const signature = `sha256=${createHmac("sha256", secret).update(payload).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-github-event": "push", "x-hub-signature-256": signature };
  const answer = fetch(`${argocdUrl}/api/webhook`, { method: "POST", headers, body: payload });
  return answer.then(({ status }) => status).catch(() => 0);
}

interface Configs {
  readonly cm: Readonly<Record<string, unknown>>;
  readonly secret?: { readonly argocdServerAdminPassword?: string; readonly argocdServerAdminPasswordMtime?: string };
}

interface OidcSecret {
  readonly metadata: { readonly name: string };
  readonly stringData: Readonly<Record<string, string>>;
}

function inputsOf(resources: readonly Registered[], name: string): unknown {
  const found = resources.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return opened(found.inputs);
}

/** As the cluster gets it: without the marks of what is secret. */
function opened(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secret") {
    const { secret } = value as { secret: unknown };
    return opened(secret);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

const merge = (ask: Ask, name: string, stringData: Readonly<Record<string, string>>) =>
  patch(ask, `secrets/${name}`, { stringData }, "application/merge-patch+json");

async function patch(ask: Ask, path: string, body: unknown, type = "application/json-patch+json"): Promise<void> {
  const { code, body: said } = await ask("PATCH", `${argocd}/${path}`, body, type);
  if (code !== 200) throw new Error(`${path}: ${code} ${said["message"]}`);
}
