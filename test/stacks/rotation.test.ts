/** What another credential in config changes: values in the Secrets that are there, and no resource comes, goes or is made anew. */
import { expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { program } from "../../index.ts";
import { delivery } from "../../stacks/delivery.ts";
import { readSettings } from "../../stacks/settings.ts";
import { type Registered, runMocked } from "../support/mocks.ts";
import { empty, recordedCluster } from "../support/recorded-cluster.ts";

const kubeconfig = `current-context: test
contexts: [{name: test, context: {cluster: home}}]
clusters: [{name: home, cluster: {server: "https://127.0.0.1:6443"}}]
`;
const told = { ...goserver, notify: { host: "https://hooks.slack.com", secret: "chat" } };

/** The delivery stack with all credentials there can be, each with this text in it. */
async function withCredentials(text: string): Promise<readonly Registered[]> {
  const login = { username: "slipway", password: text };
  const values = {
    "slipway:role": "delivery",
    "slipway:kubeconfig": kubeconfig,
    "slipway:gitCredentials": JSON.stringify(login),
    "slipway:argocdGitCredentials": JSON.stringify({ ...login, password: `${text}-argocd` }),
    "slipway:imageCredentials": JSON.stringify({
      "docker.io": { ...login, password: `dckr_pat_${text}-0123456789abcde` },
    }),
    "slipway:notify": JSON.stringify({ chat: `https://hooks.slack.com/${text}` }),
    "slipway:webhooks": '["argocd", "github", "dockerhub"]',
  };
  const secretKeys = Object.keys(values).filter((key) => /kubeconfig|Credentials|notify/.test(key));
  const source = { project: "slipway", stack: "delivery", values, secretKeys };
  const webhookSecrets = { goserver: { github: `${text}-github`, dockerhub: `${text}-dockerhub` } };
  const { resources } = await runMocked(() => delivery(readSettings(source, "organization"), [told]), {
    stack: "delivery",
    stacks: { "organization/slipway/source": { webhookSecrets, argocdWebhookSecret: `${text}-push` } },
  });
  return sorted(resources);
}

const sorted = (resources: readonly Registered[]) => [...resources].sort((a, b) => (a.name < b.name ? -1 : 1));
const changedOf = (before: readonly Registered[], after: readonly Registered[]) =>
  after.filter((each, index) => JSON.stringify(each) !== JSON.stringify(before[index]));

test("every rotated credential of a delivery stack is a changed value of the same Secret, and stands in Secrets alone", async () => {
  const [before, after] = [await withCredentials("old-horse"), await withCredentials("new-horse")];
  const changed = changedOf(before, after);
  expect(changed.map(({ name }) => name)).toEqual([
    "argocd-repository-acme-goserver-5caf43cc",
    "argocd-webhook-secret",
    "goserver-dockerhub-webhook",
    "goserver-git-acme-goserver-5caf43cc",
    "goserver-github-webhook",
    "goserver-image-acme-goserver-fb2faedf",
    "goserver-notify",
  ]);
  const withoutData = ({ inputs: { data: _data, ...inputs }, ...rest }: Registered) => ({ ...rest, inputs });
  expect(after.map(withoutData)).toEqual(before.map(withoutData));
  for (const { inputs } of changed) expect(inputs["data"]).toEqual({ secret: expect.any(Object) });
  expect(JSON.stringify(after)).not.toContain("old-horse");
  expect(JSON.stringify(after.map(withoutData))).not.toContain("horse");
});

/** The platform stack with all credentials that people give it, each with this letter in it. */
async function platformWith(letter: "o" | "n", passwordsSince: string, oidc?: object): Promise<readonly Registered[]> {
  // Of a cost at which nobody tries common passwords, which would take seconds.
  const hash = `$2a$13$${letter.repeat(53)}`;
  const given: Readonly<Record<string, string>> = {
    "slipway:datadogApiKey": letter.repeat(32),
    "slipway:datadogAppKey": letter.repeat(40),
    "slipway:awsAccessKeyId": `AKIA${letter.toUpperCase().repeat(16)}`,
    "slipway:awsSecretAccessKey": letter.repeat(41),
    ...(oidc === undefined
      ? { "slipway:adminPasswordHashes": JSON.stringify({ argocd: hash, kargo: hash }) }
      : { "slipway:oidcClientSecret": letter.repeat(24) }),
  };
  const settings = {
    ...{ cluster: { type: "existing", confirm: "test" }, verification: { aws: { region: "eu-central-1" } } },
    ...{ passwordsSince, ...(oidc !== undefined && { oidc }) },
  };
  const config = {
    "slipway:role": "platform",
    "slipway:context": "test",
    "slipway:platform": JSON.stringify(settings),
    ...given,
  };
  const { resources } = await runMocked(() => program({ reach: () => recordedCluster("context test", empty) }), {
    stack: "platform",
    config,
    secretKeys: Object.keys(given),
  });
  return sorted(resources);
}

test("rotated credentials of a platform stack change Secrets and the releases whose Pods read them once", async () => {
  const before = await platformWith("o", "2026-01-01T00:00:00Z");
  const after = await platformWith("n", "2026-11-22T10:00:00Z");
  expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
  expect(changedOf(before, after).map(({ name }) => name)).toEqual([
    "argo-rollouts-aws",
    "argo-rollouts-datadog",
    "argo-rollouts-release", // AWS's keys stand in its environment
    "argocd-release",
    "kargo-api-secret",
    "kargo-release", // its API reads the Secret when it starts
    "kargo-token-key", // signs sessions
  ]);
  expect(JSON.stringify(after)).not.toMatch(/o{24}/);
});

test("a rotated secret of the client at the issuer changes one Secret", async () => {
  const oidc = { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" };
  const before = await platformWith("o", "2026-01-01T00:00:00Z", oidc);
  const after = await platformWith("n", "2026-01-01T00:00:00Z", oidc);
  const changed = changedOf(before, after);
  const others = ["argo-rollouts-aws", "argo-rollouts-datadog", "argo-rollouts-release"];
  expect(changed.map(({ name }) => name).filter((name) => !others.includes(name))).toEqual(["argocd-oidc-secret"]);
});
