import type { UpgradeRow } from "./row.ts";

const upgrading = "argo-cd: docs/operator-manual/upgrading/3.4-3.5.md";

/** What Argo CD 3.5 did to objects that pipelines have, or a team has beside them. */
export const argocdRows: readonly UpgradeRow[] = [
  {
    id: "helm-version",
    product: "argocd",
    since: "3.5",
    severity: "warning",
    where: { kinds: ["argoproj.io/Application"], field: "spec.source.helm.version" },
    happens: "`version` is ignored, and Helm 4 renders every chart",
    fix: "Render the chart with Helm 4 and compare before the upgrade; the field may stay",
    source: upgrading,
  },
  {
    id: "plain-http-oci",
    product: "argocd",
    since: "3.5",
    where: {
      kinds: ["/Secret"],
      field: "stringData",
      value: (data) => {
        const { enableOCI, url, insecureOCIForceHttp } = Object(data) as Record<string, unknown>;
        return enableOCI === "true" && /^(oci|http):\/\//.test(String(url)) && insecureOCIForceHttp !== "true";
      },
    },
    severity: "warning",
    happens: "charts of an OCI registry without TLS are no longer found by themselves",
    fix: 'If the registry speaks plain http, add insecureOCIForceHttp: "true", also to those of the charts it depends on',
    source: upgrading,
  },
  {
    id: "signature-keys",
    product: "argocd",
    deprecated: "3.5",
    where: { kinds: ["argoproj.io/AppProject"], field: "spec.signatureKeys" },
    happens: "`signatureKeys` is deprecated",
    fix: "Write sourceIntegrity",
    source: upgrading,
  },
];
