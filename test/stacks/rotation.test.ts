/** What another credential in config changes: values in the Secrets that are there, and no resource comes, goes or is made anew. */
import { expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { delivery } from "../../stacks/delivery.ts";
import { readSettings } from "../../stacks/settings.ts";
import { type Registered, runMocked } from "../support/mocks.ts";

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
  return [...resources].sort((a, b) => (a.name < b.name ? -1 : 1));
}

test("every rotated credential of a delivery stack is a changed value of the same Secret, and stands in Secrets alone", async () => {
  const [before, after] = [await withCredentials("old-horse"), await withCredentials("new-horse")];
  const changed = after.filter((each, index) => JSON.stringify(each) !== JSON.stringify(before[index]));
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
