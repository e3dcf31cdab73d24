import type { Level } from "./rule.ts";

/**
 * One level, in the words of each place. `audit` is the gentlest that still leaves a trace; the policy pack has none
 * gentler than advice.
 */
export const levels: Readonly<Record<Level, Enforcement>> = {
  off: { pack: "disabled", apiServer: [] },
  audit: { pack: "advisory", apiServer: ["Audit"] },
  warn: { pack: "advisory", apiServer: ["Warn", "Audit"] },
  deny: { pack: "mandatory", apiServer: ["Deny", "Audit"] },
};

export interface Enforcement {
  /** Pulumi's enforcement level. */
  readonly pack: "disabled" | "advisory" | "mandatory";
  /** A ValidatingAdmissionPolicyBinding's `validationActions`; none: no binding. */
  readonly apiServer: readonly ("Audit" | "Warn" | "Deny")[];
}
