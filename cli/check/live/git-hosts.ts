import type { Connection } from "../../cluster/connect.ts";
import type { KnownApp } from "./definitions.ts";
import type { GitHost, GitProvider } from "./reviews.ts";

const tokens: Readonly<Record<GitProvider, string>> = {
  github: "GITHUB_TOKEN",
  gitlab: "GITLAB_TOKEN",
  gitea: "GITEA_TOKEN",
};

/**
 * The Git hosts that may be asked, by origin: GitHub's and GitLab's own, and those that definitions name. Tokens come from
 * the environment; the sandbox's is its own.
 */
export function gitHosts(
  apps: Iterable<KnownApp>,
  { sandbox }: Connection,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, GitHost> {
  const host = (provider: GitProvider): GitHost => ({ provider, token: env[tokens[provider]] || undefined });
  const hosts = new Map<string, GitHost>([
    ["https://github.com", host("github")],
    ["https://gitlab.com", host("gitlab")],
  ]);
  for (const { definition, gitProvider } of apps) {
    for (const url of definition.compiled.repositories.git) {
      const { origin, hostname } = new URL(url);
      const provider = providerOf(hostname, gitProvider);
      if (provider !== undefined && !hosts.has(origin)) hosts.set(origin, host(provider));
    }
  }
  if (sandbox !== undefined) hosts.set(sandbox.git.url, { provider: "gitea", token: sandbox.git.password });
  return hosts;
}

function providerOf(hostname: string, configured: string | undefined): GitProvider | undefined {
  const names = ["github", "gitlab", "gitea"] as const;
  return names.find((name) => name === configured) ?? names.find((name) => hostname.includes(name));
}
