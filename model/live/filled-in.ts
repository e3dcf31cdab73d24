import { canonicalJson } from "../json.ts";
import type { Path } from "../manifests/finding.ts";
import type { IsFilledIn } from "./differences.ts";

/** What API server, CRDs and webhooks write where nothing was, by kind and place; `[]` stands for any index. */
const filledIn: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Kargo, api/v1alpha1/warehouse_types.go and pkg/subscription
  Warehouse: {
    "spec.interval": "5m0s",
    "spec.freightCreationPolicy": "Automatic",
    "spec.subscriptions[].git.commitSelectionStrategy": "NewestFromBranch",
    "spec.subscriptions[].git.discoveryLimit": 20,
    "spec.subscriptions[].git.strictSemvers": true,
    "spec.subscriptions[].image.imageSelectionStrategy": "SemVer",
    "spec.subscriptions[].image.discoveryLimit": 20,
    "spec.subscriptions[].image.strictSemvers": true,
    "spec.subscriptions[].chart.discoveryLimit": 20,
  },
  // Kubernetes, pkg/apis/admissionregistration/v1/defaults.go
  ValidatingAdmissionPolicy: {
    "spec.failurePolicy": "Fail",
    "spec.matchConstraints.matchPolicy": "Equivalent",
    "spec.matchConstraints.namespaceSelector": {},
    "spec.matchConstraints.objectSelector": {},
    "spec.matchConstraints.resourceRules[].scope": "*",
    "spec.matchConstraints.excludeResourceRules[].scope": "*",
  },
  ValidatingAdmissionPolicyBinding: {
    "spec.matchResources.matchPolicy": "Equivalent",
    "spec.matchResources.namespaceSelector": {},
    "spec.matchResources.objectSelector": {},
    "spec.matchResources.resourceRules[].scope": "*",
  },
  // Kubernetes, pkg/registry/core/namespace/strategy.go
  Namespace: { "spec.finalizers": ["kubernetes"], spec: { finalizers: ["kubernetes"] } },
};

/** Fields that are on when they are left out, so that an empty value there says something. */
const onByDefault = new Set(["enabled", "strictSemvers"]);

/**
 * What may stand in an object of a kind without anybody having written it: known defaults, and what a Go program writes
 * for nothing.
 */
export function filledInOf(kind: string): IsFilledIn {
  const known = Object.hasOwn(filledIn, kind) ? filledIn[kind] : undefined;
  return (path, value) => {
    const place = placeText(path);
    if (known !== undefined && Object.hasOwn(known, place) && canonicalJson(known[place]) === canonicalJson(value))
      return true;
    return isEmpty(value) && !onByDefault.has(String(path.at(-1)));
  };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === false ||
    value === "" ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

function placeText(path: Path): string {
  return path.map((part, index) => (typeof part === "number" ? "[]" : index === 0 ? part : `.${part}`)).join("");
}
