import { expect, test } from "vitest";
import { type Problem, ProblemsError } from "../../model/problem.ts";
import { readPlatformSettings } from "../../stacks/platform-settings.ts";
import { readCompileConfig, readSettings } from "../../stacks/settings.ts";
import { readSourceSettings } from "../../stacks/source-settings.ts";
import { canaries, shownCanary } from "../support/canaries.ts";

const body = "Canary0123456789";
const kubeconfig = (login: string) =>
  `apiVersion: v1\nkind: Config\nclusters: []\nusers: [{name: me, user: {${login}}}]\n`;

/** By the role of a stack, the reader of its program. */
const readers = {
  platform: readPlatformSettings,
  source: (source: Parameters<typeof readPlatformSettings>[0]) => readSourceSettings(source, {}),
  delivery: (source: Parameters<typeof readPlatformSettings>[0]) => readSettings(source, "o"),
  environment: (source: Parameters<typeof readPlatformSettings>[0]) => readSettings(source, "o"),
  "delivery, for check and render": readCompileConfig,
} as const;

function problems(reader: keyof typeof readers, key: string, value: string): readonly Problem[] {
  const [role = ""] = reader.split(",");
  const values = { "slipway:role": role, [key]: value };
  try {
    readers[reader]({ project: "slipway", stack: "s", values, secretKeys: [] });
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

const all = Object.keys(readers) as (keyof typeof readers)[];

test.each(all)(
  "B28: a secret in the clear is refused in the config of %s, whatever its key, and never shown",
  (reader) => {
    // Of the last one, an address with a login, nothing is a secret by its maker's mark: G32 and the URL's own rules see to it.
    for (const canary of canaries.slice(0, -1)) {
      for (const key of ["slipway:platform", "acme:note"]) {
        for (const value of [canary, JSON.stringify({ a: [{ b: canary }] }), btoa(canary)]) {
          const found = problems(reader, key, value);
          const own = found.filter(({ rule }) => rule === "config-plain-secret");
          expect(own, `${key} ${value}`).toEqual([
            {
              rule: "config-plain-secret",
              severity: "error",
              path: key,
              message: expect.stringMatching(
                /^this looks like an? [\w ]+ in the clear, in a file that is kept in Git$/,
              ),
              fix: `Revoke it, make a new one and run: pulumi config set --stack s --secret ${key}`,
            },
          ]);
          expect(shownCanary(JSON.stringify(found))).toBeUndefined();
        }
      }
    }
  },
);

test.each([
  ["a kubeconfig with a token", "acme:cluster", kubeconfig(`token: ${body}`), "a kubeconfig with credentials"],
  [
    "a kubeconfig with a password",
    "acme:cluster",
    kubeconfig(`username: a, password: ${body}`),
    "a kubeconfig with credentials",
  ],
  ["a kubeconfig in base64", "acme:cluster", btoa(kubeconfig(`token: ${body}`)), "a kubeconfig with credentials"],
  [
    "a kubeconfig as JSON",
    "acme:cluster",
    `{"kind": "Config", "users": [{"user": {"token": "${body}"}}]}`,
    "a kubeconfig with credentials",
  ],
  ["a provider's own key, whatever stands there", "github:token", body, "a login"],
  [
    "a kubeconfig that only names a program to log in by",
    "acme:cluster",
    kubeconfig("exec: {command: aws}"),
    undefined,
  ],
  [
    "a certificate, which everybody may see",
    "acme:ca",
    `-----BEGIN CERTIFICATE-----\n${body.repeat(4)}\n-----END CERTIFICATE-----`,
    undefined,
  ],
  ["a digest", "acme:image", `sha256:${"0123456789abcdef".repeat(4)}`, undefined],
  ["a placeholder", "acme:note", `ghp_${"x".repeat(36)}`, undefined],
])("B28: %s", (_, key, value, what) => {
  const own = problems("environment", key, value).filter(({ rule }) => rule === "config-plain-secret");
  const message = `this looks like ${what} in the clear, in a file that is kept in Git`;
  expect(own.map((each) => each.message)).toEqual(what === undefined ? [] : [message]);
  expect(shownCanary(JSON.stringify(own))).toBeUndefined();
});
