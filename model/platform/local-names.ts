import type { KindChoice } from "./kind.ts";

/** Namespace of the git server and the registry of a kind cluster with `local: true`. */
export const localNamespace = "slipway-local";

/**
 * The git server inside the cluster. It has "gitea" in it because that is how Kargo tells which API opens pull requests.
 * Source: Kargo, pkg/gitprovider/gitea/gitea.go.
 */
export const localGitHost = `gitea.${localNamespace}.svc`;

/** Administrator of the git server, owner of its repositories, and who Kargo and Argo CD are towards it. */
export const localGitUser = "slipway";

/**
 * The registry's one name, for Kargo, for the kubelet and in manifests: the fixed address of its Service. A private
 * address, since that is what Kargo's registry client speaks plain http to, in this version and the next; among the first
 * 256 of the Service range, which the API server gives to nobody by itself.
 * Source: go-containerregistry, pkg/name/registry.go; Kubernetes, "avoiding collisions" of ClusterIP ranges.
 */
export const localRegistry = "10.96.0.80";

/** kind's own default, said aloud because the registry's address has to be in it. */
export const serviceSubnet = "10.96.0.0/16";

/** How everybody reaches what is local. */
export interface LocalNames {
  readonly git: {
    /** What definitions, Kargo and Argo CD say: repositories are below it. */
    readonly url: string;
    /** What this machine's git and browser say. */
    readonly onThisMachine: string;
    readonly user: string;
  };
  readonly registry: {
    /** What definitions, Kargo and the kubelet say. */
    readonly name: string;
    /** Where this machine pushes to: the same registry through its door on loopback. */
    readonly push: string;
  };
}

/** Undefined for a cluster without `local: true`. */
export function localNames({ local, ports }: KindChoice): LocalNames | undefined {
  if (!local) return undefined;
  return {
    git: {
      url: `http://${localGitHost}/${localGitUser}/`,
      onThisMachine: `http://localhost:${ports.git}/${localGitUser}/`,
      user: localGitUser,
    },
    registry: { name: localRegistry, push: `localhost:${ports.registry}` },
  };
}
