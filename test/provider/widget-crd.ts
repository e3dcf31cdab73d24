const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

function crd(kind: string, plural: string, scope: "Namespaced" | "Cluster") {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: "example.com",
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: { type: "object", properties: { spec: anything, status: anything, operation: anything } },
          },
        },
      ],
    },
  };
}

/** A namespaced custom resource with a status subresource and, as Argo CD's Application has, an `operation` beside it. */
export const widgetCrd = crd("Widget", "widgets", "Namespaced");
/** A cluster-scoped one. */
export const continentCrd = crd("Continent", "continents", "Cluster");
