import { expect, test } from "vitest";
import type { KnownApp } from "../../../../cli/check/live/definitions.ts";
import { gitHosts } from "../../../../cli/check/live/git-hosts.ts";
import type { Connection } from "../../../../cli/cluster/connect.ts";

const app = (url: string, gitProvider?: "gitea") =>
  ({ definition: { compiled: { repositories: { git: [url] } } }, gitProvider }) as unknown as KnownApp;
const env = { GITHUB_TOKEN: "1", GITLAB_TOKEN: "2", GITEA_TOKEN: "3" };

test("only hosts that definitions name are asked, each with its own provider's token", () => {
  const apps = [
    app("https://github.com/acme/app"),
    app("https://gitlab.acme.example/acme/app"),
    app("https://git.acme.example/acme/app", "gitea"),
    app("https://code.acme.example/acme/app"),
  ];
  expect([...gitHosts(apps, {} as Connection, env)]).toEqual([
    ["https://github.com", { provider: "github", token: "1" }],
    ["https://gitlab.com", { provider: "gitlab", token: "2" }],
    ["https://gitlab.acme.example", { provider: "gitlab", token: "2" }],
    ["https://git.acme.example", { provider: "gitea", token: "3" }],
  ]);
});

test("a sandbox's git server is asked with its own password, and no variable means no token", () => {
  const sandbox = { git: { url: "http://127.0.0.1:3000", user: "slipway", password: "p" } };
  expect([...gitHosts([], { sandbox } as unknown as Connection, { GITHUB_TOKEN: "" })]).toEqual([
    ["https://github.com", { provider: "github", token: undefined }],
    ["https://gitlab.com", { provider: "gitlab", token: undefined }],
    ["http://127.0.0.1:3000", { provider: "gitea", token: "p" }],
  ]);
});
