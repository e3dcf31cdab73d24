/**
 * Annotations of Ingresses whose servers speak TLS themselves. Controllers speak plain http to them unless they are told, which
 * Argo CD answers with a redirect to itself for ever, and Kargo with 400. Of other controllers than ingress-nginx and AWS's
 * the user says it in the chart's values.
 */
export const tlsBehind: Readonly<Record<string, string>> = {
  "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
  "alb.ingress.kubernetes.io/backend-protocol": "HTTPS",
};
