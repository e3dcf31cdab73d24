import { badDefinitions } from "./rows.ts";

const verification = (...list: unknown[]) => ({ "stages.staging.verification": list });
const path = "goserver.stages.staging.verification";
const asked = {
  kind: "prometheus",
  address: "http://prometheus:9090",
  query: "up",
  successCondition: "result[0] == 1",
};
const token = { name: "prometheus", key: "token" };
const inTheClear =
  'This would stand readable in Git and in the AnalysisTemplate (got a text of 12 characters; allowed an argument of secrets, such as {{args.token}}). Write "{{args.token}}", and secrets: { token: { name: "SECRET", key: "KEY" } }. [secret-in-the-clear]';

badDefinitions("credentials of verification", [
  [
    "verification",
    "from Secrets, each used where a provider takes one",
    verification(
      {
        ...asked,
        secrets: { token, other: { name: "prometheus", key: "client" } },
        headers: [{ key: "Authorization", value: "Bearer {{args.token}}" }],
        authentication: {
          oauth2: { tokenUrl: "https://id.acme.example/token", clientId: "rollouts", clientSecret: "{{ args.other }}" },
        },
      },
      { ...asked, name: "again", secrets: { token }, headers: [{ key: "X-Api-Key", value: "{{args.token}}" }] },
    ),
    [],
  ],
  [
    "verification",
    "in the clear",
    verification({
      ...asked,
      headers: [
        { key: "X-Scope-OrgID", value: "tenant" },
        { key: "AUTHORIZATION", value: "Bearer abcde" },
      ],
      authentication: { oauth2: { tokenUrl: "https://id", clientId: "rollouts", clientSecret: "twelve chars" } },
    }),
    [
      `error ${path}[0].authentication.oauth2.clientSecret: ${inTheClear}`,
      `error ${path}[0].headers[1].value: ${inTheClear}`,
    ],
  ],
  [
    "verification",
    "an argument of another verification's secrets",
    verification({ ...asked, secrets: { token } }, { ...asked, name: "again", query: "{{args.token}}" }),
    [
      `error ${path}[1]: This argument isn't given, so the analysis would end in an error (got "{{args.token}}"; allowed none is given). Give it: args: { token: … }. [undeclared-argument]`,
    ],
  ],
  [
    "verification",
    "an argument that is given twice",
    verification({ ...asked, args: { token: "x" }, secrets: { token } }),
    [
      `error ${path}[0].secrets.token: This argument is given in args too, and that value would be taken (got "token"). Remove one of them. [doubled-argument]`,
    ],
  ],
  [
    "verification",
    "one argument from two places",
    verification(
      { ...asked, secrets: { token } },
      { ...asked, name: "second", secrets: { token: { name: "prometheus", key: "other" } } },
      { ...asked, name: "third", args: { token: "x" } },
    ),
    [
      `error ${path}[1].secrets.token: All verifications of a Stage share their arguments, and another one takes this from elsewhere (got key prometheus/other; allowed key prometheus/token). Give one of the two another name. [contrary-arguments]`,
      `error ${path}[2].args.token: All verifications of a Stage share their arguments, and another one takes this from elsewhere (got a value; allowed key prometheus/token). Give one of the two another name. [contrary-arguments]`,
    ],
  ],
  [
    "verification",
    "an aggregator for Datadog's API v1",
    verification({
      ...{ kind: "datadog", query: "avg:errors{*}", successCondition: "result < 1" },
      ...{ apiVersion: "v1", aggregator: "avg" },
    }),
    [
      `error ${path}[0].aggregator: Datadog's API v1 takes no aggregator, so every measurement would end in an error (got "avg"). Write apiVersion: "v2", or remove it. [aggregator-of-v1]`,
    ],
  ],
  [
    "verification",
    "a Secret without a key",
    verification({ ...asked, secrets: { token: { name: "prometheus" } } }),
    [`error ${path}[0].secrets.token.key: This is missing. Add it. [missing]`],
  ],
]);
