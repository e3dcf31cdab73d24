import { expect, test } from "vitest";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";

const oidc = { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" };
const hosts = { argocd: "argocd.example.com", kargo: "kargo.example.com", webhooks: "webhooks.example.com" };
const takeOver = { installedBy: "helm" };
const form = "the value has the wrong form";
const object = "up to 253 lower case letters, digits, - and ., such as nginx; a letter or digit first and last";
const label = "up to 63 letters, digits, -, _ and ., such as eu-west; a letter or digit first and last";
const pasted = "a text without spaces or line ends around it";

// What passes here is refused minutes later, or by nobody: the API server drops a misspelt key of a toleration, and one
// without key tolerates every taint.
const rows: readonly (readonly [path: string, message: string, platform: object])[] = [
  [
    "scheduling.tolerations.0.kex",
    'there is no such field (got "kex"; allowed effect, key, operator, tolerationSeconds, value). Perhaps "key" is meant',
    { scheduling: { tolerations: [{ kex: "pool", operator: "Exists" }] } },
  ],
  [
    "scheduling.tolerations.0.operator",
    'the value is not among those allowed (got "exists"; allowed Exists, Equal, Gt, Lt). Perhaps "Exists" is meant',
    { scheduling: { tolerations: [{ key: "pool", operator: "exists" }] } },
  ],
  [
    "scheduling.tolerations.0.value",
    "the value has the wrong type (got true; allowed a text). Put quotes around it",
    { scheduling: { tolerations: [{ key: "pool", value: true }] } },
  ],
  [
    "scheduling.nodeSelector.pool",
    `${form} (got "the platform"; allowed ${label}). See docs/platform.md`,
    { scheduling: { nodeSelector: { pool: "the platform" } } },
  ],
  [
    "scheduling.priorityClassName",
    `${form} (got "High"; allowed ${object}). See docs/platform.md`,
    { scheduling: { priorityClassName: "High" } },
  ],
  [
    "ingressClassName",
    `${form} (got "nginx "; allowed ${object}). See docs/platform.md`,
    { hosts, ingressClassName: "nginx " },
  ],
  [
    "parts.kargo.namespace",
    `${form} (got "acme.kargo"; allowed up to 63 lower case letters, digits and -, such as argocd; no - first or last). See docs/platform.md`,
    { parts: { kargo: { namespace: "acme.kargo" } } },
  ],
  [
    "parts.argocd.takeOver.release",
    `${form} (got "Argo CD"; allowed the name of a Helm release, which has up to 53 lower case letters, digits, - and .). See docs/platform.md`,
    { parts: { argocd: { takeOver: { ...takeOver, release: "Argo CD" } } } },
  ],
  [
    "parts.argocd.takeOver.version",
    'This is no version of the chart argo-cd: a range or a name would install something else every time (got "~10.1"; allowed one version, such as 10.1.1). Leave it out for the version that it has',
    { parts: { argocd: { takeOver: { ...takeOver, version: "~10.1" } } } },
  ],
  [
    "cluster.stack",
    `${form} (got "prod"; allowed organization, project and stack, such as acme/clusters/eu). See docs/platform.md`,
    { cluster: { type: "stack", stack: "prod" } },
  ],
  [
    "cluster.output",
    `${form} (got "kubeconfig\\n"; allowed ${pasted}). See docs/platform.md`,
    { cluster: { type: "stack", stack: "a/b/c", output: "kubeconfig\n" } },
  ],
  [
    "oidc.issuer",
    `${form} (got "https://"; allowed a URL that begins with https://, such as https://login.example.com/realms/acme). See docs/platform.md`,
    { oidc: { ...oidc, issuer: "https://" } },
  ],
  [
    "oidc.kargoClientId",
    `${form} (got "kargo\\n"; allowed ${pasted}). See docs/platform.md`,
    { oidc: { ...oidc, kargoClientId: "kargo\n" } },
  ],
  [
    "oidc.additionalScopes.0",
    `${form} (got "groups email"; allowed one scope without spaces, such as groups). See docs/platform.md`,
    { oidc: { ...oidc, additionalScopes: ["groups email"] } },
  ],
  [
    "passwordsSince",
    `${form} (got "2026-01-31t08:00:00z"; allowed a time such as 2026-01-31T08:00:00Z). See docs/platform.md`,
    { passwordsSince: "2026-01-31t08:00:00z" },
  ],
  [
    "warehouseInterval",
    `${form} (got "9999999999h"; allowed a duration in s, m and h, such as 30s, 5m or 1h30m; 24h for a day). See docs/platform.md`,
    { warehouseInterval: "9999999999h" },
  ],
];

test.each(rows)("%s is told before anything is made", (path, message, given) => {
  const { problems } = platformOf({ cluster: { type: "existing" }, ...given });
  expect(problems.map(formatProblem)).toEqual([expect.stringContaining(`error platform.${path}: ${message}. [`)]);
});

test("what people really set passes", () => {
  const { problems } = platformOf({
    cluster: { type: "existing" },
    hosts,
    ingressClassName: "nginx",
    scheduling: {
      nodeSelector: { "node.kubernetes.io/pool": "", disk: "SSD_1.x" },
      tolerations: [
        { operator: "Exists" },
        { key: "a", operator: "Equal", value: "b", effect: "NoExecute", tolerationSeconds: 30 },
      ],
      priorityClassName: "system-cluster-critical",
    },
    oidc: {
      ...oidc,
      issuer: "https://acme.eu.auth0.com/",
      additionalScopes: ["https://acme.example/groups", "api://x/.default"],
    },
    warehouseInterval: "1h30m0.5s",
    parts: { argocd: { takeOver: { ...takeOver, release: "argo.cd", version: "10.1.1" } } },
  });
  expect(problems).toEqual([]);
});
