import { expect, test } from "vitest";
import { nobody } from "../../model/people/people.ts";
import { platformOf } from "../../model/platform/platform.ts";
import { howToLogIn } from "../../stacks/how-to-log-in.ts";

const passwords =
  "Argo CD: pulumi stack output argocdPassword --show-secrets --stack platform; Kargo: pulumi stack output kargoPassword --show-secrets --stack platform";
const open = "no single sign-on is set up: everybody who knows the password of the account admin may do everything";
const oidc = { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" };

test.each([
  ["a laptop without an issuer says what that means", {}, nobody, `${open}. ${passwords}`],
  [
    "groups without an issuer are told to do nothing",
    {},
    { ...nobody, promoter: { prod: ["release"] } },
    `${open}; slipway:people does nothing in Argo CD and Kargo until then. ${passwords}`,
  ],
  [
    "what somebody else installed has no password of this stack's",
    { cluster: { type: "existing" }, parts: { argocd: { install: false } } },
    nobody,
    `${open}. ${passwords.replace(/Argo CD: [^;]+/, "Argo CD: as whoever installed it set it up")}`,
  ],
  ["an issuer is named", { oidc }, nobody, "by https://login.example.com"],
])("%s", (_, given, people, expected) => {
  const { platform } = platformOf(given, people);
  expect(platform && howToLogIn(platform, "platform")).toBe(expected);
});
