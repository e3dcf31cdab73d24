/** What a ValidatingAdmissionPolicy is asked about: one kind of object. */
export interface Matched {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly operations: readonly string[];
  /** Only there. Default: in every namespace, and outside of them. */
  readonly namespace?: string;
}

/** `spec.matchConstraints` of a policy that judges one kind, by whatever version it is written. */
export function matchConstraints({ group, version, resource, operations, namespace }: Matched): object {
  return {
    matchPolicy: "Equivalent",
    ...(namespace !== undefined && {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    }),
    resourceRules: [{ apiGroups: [group], apiVersions: [version], operations, resources: [resource], scope: "*" }],
  };
}
