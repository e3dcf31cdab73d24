import { everywhere } from "./back-ends.ts";
import { warehouseKind, warehouses } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

const subscriptions = ["image", "git", "chart"];
// The last is the git server of a kind cluster with `local: true`: what goes there stays on one machine too.
const loopback = "^http://(localhost|127\\.[0-9.]+|\\[::1\\]|gitea\\.slipway-local\\.svc)([:/]|$)";

export const allowedRepositories: ObjectRule = {
  id: "G21",
  name: "allowed-repositories",
  title: "A Warehouse follows repositories over TLS that it verifies, and only those that the settings allow",
  severity: "high",
  level: "deny",
  why: "What a Warehouse finds there is deployed, so whoever answers in the repository's place decides what runs",
  judges: "all",
  kinds: [warehouseKind],
  settings: ["allowedRepositories"],
  backEnds: everywhere({ check: "here" }),
  check: (object, { allowedRepositories: allowed }) =>
    Place.judge(object, (warehouse) => {
      for (const subscription of warehouse.at("spec").required().at("subscriptions").items())
        for (const key of subscriptions) {
          const one = subscription.at(key);
          const url = one.at("repoURL");
          const text = url.text();
          const skip = one.at("insecureSkipTLSVerify");
          if (skip.flag() === true) skip.violation("Anybody on the way can answer in the repository's place");
          if (text === undefined) continue;
          if (text.startsWith("http://") && !new RegExp(loopback).test(text))
            url.violation("Anybody on the way can answer in the repository's place");
          if (allowed.length > 0 && !allowed.some((beginning) => text.startsWith(beginning)))
            url.violation("This repository isn't among the allowed ones");
        }
    }),
  cel: [
    {
      ...warehouses,
      operations: ["CREATE", "UPDATE"],
      holds: ({ allowedRepositories: allowed }) => {
        const of = (field: string) =>
          [
            `(!has(${field}.insecureSkipTLSVerify) || !${field}.insecureSkipTLSVerify)`,
            `(!${field}.repoURL.startsWith('http://') || ${field}.repoURL.matches(${JSON.stringify(loopback)}))`,
            ...(allowed.length === 0 ? [] : [`${celList(allowed)}.exists(a, ${field}.repoURL.startsWith(a))`]),
          ].join(" && ");
        const all = subscriptions.map((key) => `(!has(s.${key}) || (${of(`s.${key}`)}))`).join(" && ");
        return `!has(object.spec.subscriptions) || object.spec.subscriptions.all(s, ${all})`;
      },
    },
  ],
  fix: "Use https and a certificate that can be verified, or have the repository allowed",
  source: "Kargo, api/v1alpha1/warehouse_types.go",
};
