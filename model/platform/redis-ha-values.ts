import type { Platform } from "./platform.ts";
import { imageOf } from "./pulled-image.ts";
import type { Values } from "./values.ts";

/**
 * What Slipway changes of redis-ha, the chart within Argo CD's that size `ha` has its Redis from. Source: redis-ha 4.38.0,
 * which argo-cd 10.1.1 names, of DandyDeveloper/charts.
 */
export function redisHaValues(platform: Platform): Values {
  const { nodeSelector, tolerations } = platform.scheduling ?? {};
  return {
    enabled: true,
    image: imageOf(platform, "redis"),
    // Of what Argo CD's chart calls global it takes the priority class alone.
    ...(nodeSelector !== undefined && { nodeSelector }),
    ...(tolerations !== undefined && { tolerations }),
    // Argo CD's chart denies what no policy names, also to this chart's pods, and has no policy for them: without these no Redis
    // reaches the others, and nobody reaches Redis.
    networkPolicy: { enabled: true },
    haproxy: {
      image: imageOf(platform, "haproxy"),
      networkPolicy: {
        enabled: true,
        ingressRules: [{ selectors: [{ podSelector: { matchLabels: { "app.kubernetes.io/part-of": "argocd" } } }] }],
        egressRules: [nodeLocalDns],
      },
    },
  };
}

/** Where a node answers DNS itself; the chart lets Redis ask there, and HAProxy only pods. */
const nodeLocalDns = {
  selectors: [{ ipBlock: { cidr: "169.254.0.0/16" } }],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};
