import { normalized } from "../../model/expr/repositories.ts";

type Provider = "azure" | "bitbucket" | "gitea" | "github" | "gitlab";

/** Where a host's name tells which provider it is. Source: akuity/kargo v1.11.2, pkg/gitprovider. */
const hosts: readonly (readonly [Provider, RegExp])[] = [
  ["azure", /^dev\.azure\.com$|\.visualstudio\.com$/],
  ["bitbucket", /^bitbucket\.org$/],
  ["gitea", /gitea/],
  ["github", /github|\.ghe\.com$/],
  ["gitlab", /gitlab/],
];

const below: Readonly<Record<Provider, string>> = {
  azure: "commit",
  bitbucket: "commits",
  gitea: "commit",
  github: "commit",
  gitlab: "-/commit",
};

/** Where people see a commit in the browser; undefined for a repository of no known provider. */
export function commitUrl(repoURL: string, commit: string, named: Provider | undefined): string | undefined {
  if (!URL.canParse(repoURL)) return undefined;
  const provider = named ?? hosts.find(([, pattern]) => pattern.test(new URL(repoURL).host))?.[0];
  if (provider === undefined) return undefined;
  const { host, pathname } = new URL(normalized.git(repoURL));
  const path = provider === "azure" ? pathname.replace(/^\/v3/, "") : pathname;
  return `https://${provider === "azure" ? "dev.azure.com" : host}${path}/${below[provider]}/${commit}`;
}
