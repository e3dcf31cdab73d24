import { isRecord } from "../json.ts";

/** People whom Kargo lets act as a ServiceAccount, by what their identity provider says of them. */
export interface Claim {
  /** The annotation's. */
  readonly key: string;
  /** `groups`, `email`, `sub`. */
  readonly claim: string;
  readonly values: readonly string[];
}

const claims = "rbac.kargo.akuity.io/claims";
const older = "rbac.kargo.akuity.io/claim.";

/** Source: Kargo, api/rbac/v1alpha1/annotations.go, OIDCClaimsFromAnnotationValues. */
export function claimsOf(annotations: Readonly<Record<string, string>> = {}): Claim[] {
  return Object.entries(annotations)
    .flatMap(([key, text]): Claim[] => {
      if (key === claims) return newer(key, text);
      if (!key.startsWith(older)) return [];
      return [{ key, claim: key.slice(older.length), values: text.split(",").map((value) => value.trim()) }];
    })
    .map((each) => ({ ...each, values: each.values.filter((value) => value !== "") }))
    .filter(({ values }) => values.length > 0);
}

/** A text that Kargo can't read maps nobody. */
function newer(key: string, text: string): Claim[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  return Object.entries(isRecord(parsed) ? parsed : {}).map(([claim, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return { key, claim, values: values.filter((each) => typeof each === "string") };
  });
}
