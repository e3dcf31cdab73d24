import { expect, test } from "vitest";
import { kargoShardValues } from "../../../model/platform/kargo-shard-values.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { platformUrls } from "../../../model/platform/urls.ts";
import { preset } from "./presets.ts";

const forward = (port: number, namespace: string, service: string) =>
  `https://localhost:${port}, while this runs: kubectl --namespace ${namespace} port-forward service/${service} ${port}:443`;

test.each([
  [
    "ports of loopback on kind",
    preset("laptop"),
    {
      argocd: "http://localhost:31080",
      kargo: "http://localhost:31081",
      webhooks: "http://localhost:31082",
      apps: [32_080, 32_081, 32_082].map((port) => `http://localhost:${port}, once a Service has nodePort ${port}`),
    },
  ],
  [
    "names of this machine, with kind's ports",
    platformOf({
      cluster: { type: "kind", ports: { kargo: 31_181, apps: [] } },
      hosts: { argocd: "argocd.localtest.me", kargo: "kargo.localtest.me" },
    }).platform,
    {
      argocd: "http://argocd.localtest.me:31080",
      kargo: "http://kargo.localtest.me:31181",
      webhooks: "http://localhost:31082",
      apps: [],
    },
  ],
  [
    "the hosts of a cluster that has some",
    preset("team"),
    { argocd: "https://argocd.example.com", kargo: "https://kargo.example.com", webhooks: "https://hooks.example.com" },
  ],
  [
    "the command that leads there, where nobody gave a host",
    platformOf({ cluster: { type: "existing" } }).platform,
    {
      argocd: forward(31_080, "argocd", "argocd-server"),
      kargo: forward(31_081, "kargo", "kargo-api"),
      webhooks: forward(31_082, "kargo", "kargo-external-webhooks-server"),
    },
  ],
])("what a platform runs is opened at %s", (_, platform, expected) => {
  expect(platform && platformUrls(platform)).toEqual(expected);
});

const named = { argocd: "argocd.localtest.me", kargo: "kargo.localtest.me" };
test.each([
  ["on kind", {}, ["http://localhost:31080", "http://localhost:31081"]],
  ["on kind by names", { hosts: named }, ["http://argocd.localtest.me:31080", "http://kargo.localtest.me:31081"]],
  [
    "by port-forward, where the chart's own way gives no port",
    { cluster: { type: "existing" } },
    ["https://localhost:31080", "https://localhost:31081"],
  ],
  [
    "by hosts",
    { cluster: { type: "existing" }, hosts: { argocd: "argocd.example.com", kargo: "kargo.example.com" } },
    ["https://argocd.example.com", "https://kargo.example.com"],
  ],
])("Argo CD and Kargo know where they are opened %s", (_, given, [argocd, kargo]) => {
  const { platform, problems } = platformOf(given);
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  const ofArgocd = partValues("argocd", platform) as { configs: { cm: Record<string, unknown> } };
  const { api, controller } = partValues("kargo", platform) as Record<string, Record<string, unknown>>;
  const env = (controller?.["env"] ?? []) as readonly { name: string; value: string }[];
  expect({
    argocd: ofArgocd.configs.cm["url"],
    linked: ((api?.["env"] ?? []) as typeof env).find(({ name }) => name === "ARGOCD_URLS")?.value,
    // The chart makes it of the host, which is also a certificate's name: said by itself only where a port is missing.
    kargo:
      env.find(({ name }) => name === "API_SERVER_BASE_URL")?.value ?? `${argocd?.split("://")[0]}://${api?.["host"]}`,
  }).toEqual({ argocd, linked: `=${argocd}`, kargo });
});

test("a shard's controller is told once where Kargo is opened, whoever else has said it", () => {
  const shard = { name: "eu", stack: "o/p/eu", output: "kubeconfig", kargoShard: "eu", argocdNamespace: "argocd" };
  const env = (given: object) => {
    const { platform } = platformOf({ cluster: { type: "existing" }, ...given });
    return platform && (kargoShardValues(platform, shard, "login")["controller"] as { env: unknown }).env;
  };
  const url = (value: string) => ({ name: "API_SERVER_BASE_URL", value });
  const own = url("https://kargo.internal");
  expect(env({})).toEqual([url("https://localhost:31081")]);
  expect(env({ hosts: { kargo: "kargo.example.com" } })).toEqual([url("https://kargo.example.com")]);
  expect(env({ parts: { kargo: { values: { controller: { env: [own] } } } } })).toEqual([own]);
});
