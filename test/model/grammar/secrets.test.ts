import { expect, test } from "vitest";
import { pastedSecret, withoutSecrets } from "../../../model/grammar/secrets.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const body = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5";
const secrets: readonly (readonly [what: string, secret: string, shown: string])[] = [
  ["a GitHub token", `ghp_${body}`, "ghp_…"],
  ["a GitHub token", `github_pat_${body}`, "github_pat_…"],
  ["a GitLab token", `glpat-${body.slice(0, 20)}`, "glpat-…"],
  ["a Docker Hub token", `dckr_pat_${body.slice(0, 27)}`, "dckr_pat_…"],
  ["an AWS access key", `AKIA${body.slice(0, 16).toUpperCase()}`, "AKIA…"],
  ["a Slack token", `xoxb-${body}`, "xoxb-…"],
  ["a Google API key", `AIza${body.slice(0, 35)}`, "AIza…"],
  ["an npm token", `npm_${body}`, "npm_…"],
  ["a Pulumi token", `pul-${"0123456789abcdef".repeat(3).slice(0, 40)}`, "pul-…"],
  ["a Stripe key", `sk_live_${body}`, "sk_live_…"],
  ["a JSON Web Token", `eyJ${body}.eyJ${body}.${body}`, "eyJ…"],
  ["a private key", `-----BEGIN RSA PRIVATE ${"KEY"}-----\n${body}\n-----END RSA PRIVATE KEY-----`, "-----BEGIN…"],
  ["a kubeconfig's key", `client-key-data: ${body}`, "client-key-data: …"],
];

test.each(secrets)("%s is recognised and never shown", (what, secret, shown) => {
  expect(pastedSecret(`x ${secret} y`)).toBe(what);
  expect(withoutSecrets(`x ${secret} y`)).toBe(`x ${shown} y`);
});

test("a private key cut off before its end is taken out to the end of the text", () => {
  expect(withoutSecrets(`a -----BEGIN PRIVATE ${"KEY"}-----\n${body}`)).toBe("a -----BEGIN…");
});

test.each([
  `ghp_${"x".repeat(36)}`,
  `AKIA${"IOSFODNN7"}EXAMPLE`,
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "0123456789abcdef0123456789abcdef01234567",
  "-----BEGIN CERTIFICATE-----",
  `-----BEGIN PRIVATE ${"KEY"}-----\n...\n-----END PRIVATE KEY-----`,
  "${{ secret('github').token }}",
  "eyJ is how such tokens begin",
  "https://github.com/acme/goserver",
])("%j is no secret", (text) => {
  expect(pastedSecret(text)).toBeUndefined();
});
