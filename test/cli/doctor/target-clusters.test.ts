import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenConfig } from "../../../cli/doctor/open-config.ts";
import { examineTargets } from "../../../cli/doctor/target-clusters.ts";
import type { StackRole } from "../../../model/stack-order.ts";

const groups = { groups: [{ name: "argoproj.io" }] };
const answers: Readonly<Record<string, object>> = {
  "/version": { gitVersion: "v1.36.1" },
  "/apis": groups,
  "/apis/argoproj.io/v1alpha1": { resources: [] },
  "/apis/apps/v1/deployments": { items: [] },
  "/api/v1/namespaces/slipway-agents": { metadata: { name: "slipway-agents", uid: "now" } },
};
let uidIsHidden = false;
const server = createServer((request, response) => {
  const path = request.url ?? "";
  const isHidden = uidIsHidden && path.startsWith("/api/v1/");
  const body = isHidden ? undefined : answers[path];
  response.writeHead(body === undefined ? (isHidden ? 403 : 404) : 200).end(JSON.stringify(body ?? {}));
});
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-targets-"));
  // What the user's own CLI says of stacks: a file each.
  const script = `#!/bin/sh\nfile=${folder}/$(echo "$2 $*" | sed 's|\\([a-z]*\\) .*--stack \\([^ ]*\\).*|\\1-\\2|; s|/|.|g').json\n[ -f "$file" ] && exec cat "$file"\necho "error: no stack named that found" >&2; exit 255\n`;
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const kubeconfig = (at: string) => ({
  ...{ apiVersion: "v1", kind: "Config", "current-context": "a" },
  contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
  clusters: [{ name: "a", cluster: { server: at, "insecure-skip-tls-verify": true } }],
  users: [{ name: "a", user: { token: "t0ps3cret" } }],
});
const outputs = (stack: string, value: object) =>
  writeFileSync(join(folder, `output-acme.clusters.${stack}.json`), JSON.stringify(value));
/** The platform's state with the namespace that it made in a cluster of a stack. */
const made = (cluster: string, stack: string, uid: string) => {
  const urn = `urn:pulumi:platform::slipway::pulumi:providers:kubernetes::cluster-${cluster}`;
  const metadata = { name: "slipway-agents", uid };
  const namespace = {
    urn: "urn:a",
    type: "kubernetes:core/v1:Namespace",
    provider: `${urn}::id`,
    outputs: { metadata },
  };
  const resources = [{ urn, type: "pulumi:providers:kubernetes", inputs: { clusterIdentifier: stack } }, namespace];
  writeFileSync(join(folder, "export-platform.json"), JSON.stringify({ deployment: { resources } }));
};

function config(name: string, role: StackRole, clusters: object, more: Readonly<Record<string, string>> = {}) {
  const values = { "slipway:clusters": JSON.stringify(clusters), ...more };
  const source = { project: "slipway", stack: name, values, secretKeys: [] };
  const stack = { name, role, environment: name, pipelines: [], file: "", config: source };
  return { stack, source, hidden: [] } as OpenConfig;
}
async function told(...configs: OpenConfig[]): Promise<string[]> {
  const { signal } = new AbortController();
  const around = { env: { PATH: `${folder}:/usr/bin:/bin` }, state: "/nowhere", start: () => "", signal };
  const commandLine = (name: string) => `slipway ${name}`;
  const found = await examineTargets(configs, { folder, around, commandLine, existing: ["platform"] });
  return found.map(({ state, rule, message, fix }) => [state, rule, message, fix].filter(Boolean).join(" | "));
}

const eu = { name: "prod-eu", stack: "acme/clusters/eu", namespaces: ["shop-prod-eu"] };
const us = { name: "prod-us", stack: "acme/clusters/us", kargoShard: "us" };
const well = () => [
  `ok | cluster | cluster prod-eu of stack acme/clusters/eu answers at ${address()}`,
  "ok | kubernetes | cluster prod-eu: Kubernetes 1.36.1",
  "ok | clock | cluster prod-eu: Its clock and this machine's agree",
];

test("each cluster of slipway:clusters is looked at by the output of its stack, and one that is away holds up nothing", async () => {
  outputs("eu", { kubeconfig: JSON.stringify(kubeconfig(address())) });
  outputs("us", { kubeconfig: kubeconfig("http://127.0.0.1:1") });
  expect(await told(config("platform", "platform", [eu, us]))).toEqual([
    ...well(),
    "warning | target-unreachable | cluster prod-us of stack acme/clusters/us doesn't answer: nothing listens there | " +
      "Start it, and see that this machine reaches it. Stages that go elsewhere go on; where it was made anew, bring its stack up first",
  ]);
});

test("one with an Argo CD of its own has to have it", async () => {
  outputs("us", { kubeconfig: kubeconfig(address()) });
  expect((await told(config("platform", "platform", [us]))).slice(3)).toEqual([
    "warning | argocd-missing | cluster prod-us: Argo CD's CRDs (argoproj.io) aren't here | Install Argo CD",
  ]);
});

test("a stack or an output that isn't there is named, and never what is in it", async () => {
  outputs("us", { kubeconfig: "token: t0ps3cret: [" });
  const [missing = "", broken = ""] = await told(
    config("platform", "platform", [{ ...eu, stack: "acme/clusters/ap" }, us]),
  );
  expect([missing, broken]).toEqual([
    "warning | target-unseen | cluster prod-eu of stack acme/clusters/ap can't be looked at: no stack named that found | " +
      "Bring that stack up, or mend its entry in slipway:clusters",
    "warning | target-unseen | cluster prod-us of stack acme/clusters/us can't be looked at: no output kubeconfig holds a kubeconfig | " +
      "Bring that stack up, or mend its entry in slipway:clusters; pulumi stack output --stack acme/clusters/us",
  ]);
});

test("for an environment only those that it deploys to are looked at, and each once", async () => {
  const targets = { "slipway:targets": JSON.stringify({ eu: "prod-eu" }) };
  expect(await told(config("prod", "environment", [eu, us], targets))).toEqual(well());
  expect(await told(config("dev", "environment", [eu, us]))).toEqual([]);
  expect(await told(config("delivery", "delivery", [eu, us]))).toEqual([]);
  expect(await told(config("platform", "platform", [eu]), config("prod", "environment", [eu], targets))).toEqual(
    well(),
  );
});

test("one that was made anew under the same stack is told by its namespaces' uids, with the commands that mend it", async () => {
  const platform = config("platform", "platform", [eu]);
  made("prod-eu", eu.stack, "before");
  expect((await told(platform)).slice(3)).toEqual([
    "error | target-made-anew | cluster prod-eu was made anew by stack acme/clusters/eu: it isn't the one that stack platform made slipway-agents in, " +
      "and Argo CD has a login of the old one | Take what the old one had out of the state: pulumi refresh --run-program --stack platform --yes, " +
      "the same for each environment's stack that deploys there. Then run slipway up, which makes it there",
  ]);
  made("prod-eu", eu.stack, "now");
  expect(await told(platform)).toEqual(well());
  // the name leads to another stack's cluster since: its objects are replaced, not taken out of the state
  made("prod-eu", "acme/clusters/old", "before");
  expect(await told(platform)).toEqual(well());
  made("prod-eu", eu.stack, "before");
  uidIsHidden = true;
  expect(await told(platform)).toEqual(well());
  uidIsHidden = false;
  expect(await told(config("prod", "environment", [eu], { "slipway:targets": '{"eu": "prod-eu"}' }))).toEqual(well());
});

test("the environments' stacks that deploy there are named, since they made something there too", async () => {
  outputs("us", { kubeconfig: kubeconfig(address()) });
  made("prod-us", us.stack, "before");
  const prod = config("prod", "environment", [us], { "slipway:targets": '{"us": "prod-us"}' });
  const [alone = "", both = ""] = [
    (await told(config("platform", "platform", [us]))).at(-1),
    (await told(config("platform", "platform", [us]), prod)).at(-1),
  ];
  expect(alone).toContain("and Kargo's controller of shard us has a login of the old one");
  expect(alone).toContain(
    "--stack platform --yes, the same for each environment's stack that deploys there. Then run slipway up",
  );
  expect(both).toContain("--stack platform --yes; pulumi refresh --run-program --stack prod --yes. Then run");
});
