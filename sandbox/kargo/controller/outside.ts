import type { Outside } from "../../../promotion/outside.ts";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { findOnPath } from "../../environment.ts";
import { GiteaClient } from "../../pull-requests/client.ts";
import { aliasLabel } from "../keys.ts";
import { argoPath, kargoPath } from "../paths.ts";
import { credentialsFor } from "./credentials.ts";

/** The real things that the steps of a Project's Promotions reach. */
export function realOutside(client: ClusterClient, project: string, git: string): Outside {
  const login = (repoURL: string) => credentialsFor(client, project, "git", repoURL);
  return {
    programs: {
      git,
      kustomize: async () => findOnPath("kustomize"),
      helm: async () => findOnPath("helm"),
    },
    // As the chart's values leave it: controller.gitClient.
    gitUser: { name: "Kargo", email: "no-reply@kargo.io" },
    async gitRemote(repoURL) {
      const credentials = await login(repoURL);
      return { url: repoURL, ...(credentials && { credentials }) };
    },
    credentials: (kind, repoURL) => credentialsFor(client, project, kind, repoURL),
    pullRequests: new GiteaClient(login),
    argocd: {
      get: (namespace, name) => client.get(argoPath(namespace, "applications", name)),
      async list(namespace, labels) {
        const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
        const query = `labelSelector=${encodeURIComponent(selector.join(","))}`;
        const path = `${argoPath(namespace, "applications")}?${query}`;
        return (await client.json<{ items: LiveObject[] }>("GET", path)).items;
      },
      async patch(namespace, name, patch) {
        await client.merge(argoPath(namespace, "applications", name), patch);
      },
    },
    freightAliases: {
      async set(freight, alias) {
        await client.merge(kargoPath(project, "freights", freight), {
          alias,
          metadata: { labels: { [aliasLabel]: alias } },
        });
      },
    },
    metadata: {
      async set(of, name, values) {
        const path = kargoPath(project, of === "Stage" ? "stages" : "freights", name);
        await client.merge(`${path}/status`, { status: { metadata: values } });
      },
    },
    http: { fetch: (url, init) => fetch(url, init) },
    shown: ({ step, uses, what }) =>
      console.log(`step ${step} (${uses}) is not done by the stand-in; it would ${what}`),
  };
}
