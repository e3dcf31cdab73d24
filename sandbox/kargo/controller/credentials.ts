import { RE2JS } from "re2js";
import type { Credentials } from "../../../promotion/outside.ts";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { credentialLabel, sharedResourcesNamespace } from "../keys.ts";
import { normalizeChart, normalizeGit, normalizeImage } from "../urls.ts";

export type CredentialKind = "git" | "image" | "helm";

/** A Secret's data, still in base64. */
export interface CredentialSecret {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

const normalize = { git: normalizeGit, image: normalizeImage, helm: normalizeChart };

/**
 * The log-in for a repository: of the Project's Secrets the first, by name, whose repoURL is the repository's or whose
 * pattern fits it, then of the shared ones. Plain http counts too, as with `controller.allowCredentialsOverHTTP`: the
 * sandbox has nothing else. Source: kargo v1.11.2, pkg/credentials/kubernetes/database.go.
 */
export async function credentialsFor(
  client: ClusterClient,
  project: string,
  kind: CredentialKind,
  repoURL: string,
): Promise<Credentials | undefined> {
  for (const namespace of [project, sharedResourcesNamespace]) {
    const selector = encodeURIComponent(`${credentialLabel}=${kind}`);
    const path = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`;
    const { items } = await client.json<{ items: (LiveObject & CredentialSecret)[] }>("GET", path);
    const found = matchingSecret(items, kind, repoURL);
    if (found) return login(found, kind, repoURL);
  }
  return undefined;
}

export function matchingSecret<T extends CredentialSecret>(
  secrets: readonly T[],
  kind: CredentialKind,
  repoURL: string,
): T | undefined {
  const wanted = normalize[kind](repoURL);
  return [...secrets]
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .find(({ data, metadata }) => {
      const url = text(data?.["repoURL"]);
      if (url === undefined) return false;
      if (text(data?.["repoURLIsRegex"]) !== "true") return normalize[kind](url) === wanted;
      try {
        const pattern = RE2JS.compile(url);
        return [repoURL, wanted].some((each) => pattern.matcher(each).find());
      } catch (error) {
        console.error(`Secret ${metadata.name}: repoURL isn't a pattern: ${error}`);
        return false;
      }
    });
}

/** Only user name and password: what else Kargo can log in with needs a cloud. */
function login({ data, metadata }: CredentialSecret, kind: CredentialKind, repoURL: string): Credentials {
  const [username, password] = [text(data?.["username"]), text(data?.["password"])];
  if (username && password) return { username, password };
  throw new Error(
    `Secret ${metadata.name} (${kind}, ${repoURL}) has no username and password; other ways to log in are not done by the stand-in`,
  );
}

function text(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString();
}
