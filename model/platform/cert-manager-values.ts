import type { Platform } from "./platform.ts";
import { imageOf } from "./pulled-image.ts";
import { resources, type Values } from "./values.ts";

/** What Slipway changes of cert-manager's chart. Its containers pass `restricted` as they are. */
export function certManagerValues(platform: Platform): Values {
  const twice = platform.size === "ha";
  const image = (name: "controller" | "webhook" | "cainjector" | "acmesolver" | "startupapicheck") => ({
    image: { repository: imageOf(platform, name).repository },
  });
  return {
    // With the release, and kept when it goes: deleting CRDs deletes every certificate of the cluster.
    crds: { enabled: true, keep: true },
    // Leases beside its own objects: kube-system is nobody's to write to.
    global: { leaderElection: { namespace: platform.parts.certManager.namespace } },
    ...image("controller"),
    replicaCount: twice ? 2 : 1,
    resources: resources("10m", "64Mi", "256Mi"),
    webhook: {
      ...image("webhook"),
      // The API server asks it for every certificate: a node that goes must not take all of them along.
      replicaCount: twice ? 3 : 1,
      resources: resources("10m", "32Mi", "128Mi"),
      ...(twice && { podDisruptionBudget: { enabled: true } }),
    },
    cainjector: {
      ...image("cainjector"),
      replicaCount: twice ? 2 : 1,
      resources: resources("10m", "64Mi", "256Mi"),
    },
    acmesolver: image("acmesolver"),
    // Its Job asks the webhook until it answers: the release is ready when a certificate would be taken.
    startupapicheck: { ...image("startupapicheck"), enabled: true },
    ...(twice && { podDisruptionBudget: { enabled: true } }),
  };
}
