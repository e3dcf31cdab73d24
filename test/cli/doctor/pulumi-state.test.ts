import { describe, expect, test } from "vitest";
import type { OpenConfig } from "../../../cli/doctor/open-config.ts";
import { judgeLocked, judgeState, type StateFacts } from "../../../cli/doctor/pulumi-state.ts";
import { answered, said } from "./said.ts";

describe("Pulumi's state", () => {
  const facts = (changes: Partial<StateFacts>): StateFacts => ({
    login: answered('{"user":"ann","url":"s3://team-state?region=eu-central-1"}'),
    stacks: [{ stack: "dev", provider: "awskms://alias/slipway" }],
    passphrase: "none",
    ...changes,
  });
  const byPassphrase = [
    { stack: "dev", provider: "passphrase" },
    { stack: "prod", provider: "passphrase" },
  ];
  const change =
    "For a team run: pulumi stack change-secrets-provider --stack STACK awskms://… (or gcpkms://, azurekeyvault://, hashivault://)";
  const rows: readonly (readonly [string, Partial<StateFacts>, readonly (readonly string[])[]])[] = [
    [
      "fit for a team",
      {},
      [
        ["ok", "state", "State is kept at s3://team-state"],
        ["ok", "secrets-provider", "Secrets are encrypted by awskms://alias/slipway"],
      ],
    ],
    [
      "nobody logged in",
      {
        login: {
          state: "failed",
          why: "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        },
      },
      [
        [
          "error",
          "not-logged-in",
          "Pulumi isn't logged in to a backend: error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
          "Run: pulumi login s3://BUCKET, or another backend of your team's",
        ],
      ],
    ],
    [
      "files",
      { login: answered('{"url":"file://~"}'), stacks: [] },
      [
        [
          "warning",
          "state-on-this-machine",
          "State is kept in files of this machine (file://~): nobody else can run these stacks, and it is lost with the disk",
          "For a team run: pulumi login s3://BUCKET (or gs://, azblob://, or Pulumi Cloud)",
        ],
      ],
    ],
    [
      "no passphrase",
      { stacks: byPassphrase },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "error",
          "passphrase-missing",
          "Secrets of stacks dev, prod are encrypted with a passphrase, and neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set",
          "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
        ],
      ],
    ],
    [
      "an empty passphrase",
      { stacks: byPassphrase.slice(0, 1), passphrase: "empty" },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "warning",
          "passphrase-empty",
          "Secrets of stack dev are encrypted with a passphrase that is empty: who has the files has the secrets",
          change.replace("For a team run", "Run"),
        ],
      ],
    ],
    [
      "a passphrase",
      { stacks: byPassphrase.slice(0, 1), passphrase: "set" },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "warning",
          "passphrase",
          "Secrets of stack dev are encrypted with a passphrase, which everybody who runs them must know",
          change,
        ],
      ],
    ],
  ];
  test.each(rows)("%s", (_, changes, expected) => {
    expect(said(judgeState(facts(changes)))).toEqual(expected);
  });

  test("tells once of what keeps it from the secrets of stacks, and not again of a passphrase that nobody gave", () => {
    const config = (name: string, locked?: string) => ({ stack: { name }, ...(locked && { locked }) }) as OpenConfig;
    const configs = [
      config("dev", "incorrect passphrase"),
      config("prod", "incorrect passphrase"),
      config("eu", "no key"),
    ];
    expect(said(judgeLocked(configs, { passphrase: "set" }))).toEqual([
      [
        "error",
        "secrets-locked",
        "Secrets in the config of stacks dev, prod can't be decrypted: incorrect passphrase",
        "Give the one that they were made with in PULUMI_CONFIG_PASSPHRASE, or a file that holds it in PULUMI_CONFIG_PASSPHRASE_FILE",
      ],
      [
        "error",
        "secrets-locked",
        "Secrets in the config of stack eu can't be decrypted: no key",
        "See what it says to: pulumi config --stack eu",
      ],
    ]);
    expect(judgeLocked([...configs, config("staging")], { passphrase: "none" })).toEqual([]);
  });

  test("is told without credentials that its URL carries", () => {
    const login = answered('{"url":"https://ann:hunter2@state.example.com/x?token=abc"}');
    expect(said(judgeState(facts({ login, stacks: [] })))).toEqual([
      ["ok", "state", "State is kept at https://state.example.com/x"],
    ]);
  });
});
