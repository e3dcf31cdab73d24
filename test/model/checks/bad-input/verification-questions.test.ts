import { badDefinitions } from "./rows.ts";

const path = "goserver.stages.staging.verification[0]";
const web = {
  kind: "web",
  url: "http://shop.shop-staging.svc/healthz",
  jsonPath: "{$.ok}",
  successCondition: "result",
};
const asked = (changes: object) => ({ "stages.staging.verification": [{ ...web, ...changes }] });
const prometheus = { kind: "prometheus", query: "up", successCondition: "result[0] == 1" };
const names = "result, asInt, asFloat, isNaN, isInf, isNil, default";

badDefinitions("what a verification asks", [
  ...[
    "result",
    "result.status == 'ok' && len(result.items) > 0",
    "default(result, 0) < 0.01",
    "all(result, {# < 0.05})",
    "isNil(result) || asFloat(result) <= asInt('3')",
    // an argument may be anything, an operator too
    "result {{args.operator}}",
  ].map(
    (successCondition) =>
      ["condition", successCondition, asked({ successCondition, args: { operator: "== 1" } }), []] as const,
  ),
  [
    "condition",
    "that ends too early",
    asked({ successCondition: "result ==" }),
    [
      `error ${path}.successCondition: This condition doesn't compile: the expression ends too early (got "result =="; allowed an expression over result). Write for example "result == true". [condition]`,
    ],
  ],
  [
    "condition",
    "about names that nothing has",
    asked({ successCondition: "reslt == 1 && response.ok" }),
    [
      `error ${path}.successCondition: Nothing has this name in a condition (got "reslt"; allowed ${names}). Perhaps "result" is meant. [condition]`,
      `error ${path}.successCondition: Nothing has this name in a condition (got "response"; allowed ${names}). Ask about result. [condition]`,
    ],
  ],
  [
    "URL",
    "without scheme",
    asked({ url: "goserver/healthz" }),
    [
      `error ${path}.url: Argo Rollouts can't ask this: it is no URL with scheme and host (got "goserver/healthz"; allowed http:// or https://, then a host). Write for example "http://web.shop-staging.svc/healthz". [verification-url]`,
    ],
  ],
  ["URL", "of an argument", asked({ url: "{{args.url}}/healthz", args: { url: "http://x" } }), []],
  [
    "URL",
    "of Prometheus without scheme",
    { "stages.staging.verification": [{ ...prometheus, address: "prometheus:9090" }] },
    [
      `error ${path}.address: Argo Rollouts can't ask this: it is no URL with scheme and host (got "prometheus:9090"; allowed http:// or https://, then a host). Write for example "http://web.shop-staging.svc/healthz". [verification-url]`,
    ],
  ],
  [
    "JSONPath",
    "without braces",
    asked({ jsonPath: "$.ok" }),
    [
      `error ${path}.jsonPath: Without braces this is taken as a text, and nothing of the answer is looked at (got "$.ok"; allowed a JSONPath in braces). Write "{$.ok}". [json-path]`,
    ],
  ],
]);
