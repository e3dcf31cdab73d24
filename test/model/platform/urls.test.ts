import { expect, test } from "vitest";
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
      apps: ["http://localhost:32080", "http://localhost:32081", "http://localhost:32082"],
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
