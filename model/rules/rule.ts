/**
 * One guard rule: a pure judgement of a plain Kubernetes object. Written once, used by every back end, so that the same
 * object gets the same verdict from the checker, from the policy pack and, later, in the cluster.
 */
export interface Rule {
  /** `G01`: stable, from the catalogue. */
  readonly id: string;
  /** Kebab-case name; with the id in front it is the policy's name. */
  readonly name: string;
  /** The rule in one sentence. */
  readonly title: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  /** Why it matters, told to the person it stops. */
  readonly why: string;
  /** The kinds it judges; it is never asked about others. */
  readonly kinds: readonly { readonly apiVersion: string; readonly kind: string }[];
  /** Where it is enforced: when a definition is checked, when the engine previews. */
  readonly backEnds: readonly ("check" | "policy")[];
  /**
   * Every violation of one object. What isn't known yet is passed as {@link unknownValue}; an unknown or misshapen value in
   * a judged field is itself a violation, because a guard that can't see must not open. Never throws.
   */
  readonly check: (object: unknown, settings: RuleSettings) => readonly Finding[];
  /** What to do about a finding. */
  readonly fix: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/** Name of a rule's policy in the pack: `g01-no-stage-skipping`. */
export function policyName(rule: Pick<Rule, "id" | "name">): string {
  return `${rule.id.toLowerCase()}-${rule.name}`;
}

/** What rules know beyond the object; always plain and known at preview. */
export interface RuleSettings {
  /** Names of Stages that count as protected even without the label `slipway.dev/protected: "true"`. */
  readonly protectedStages: readonly string[];
}

export interface Finding {
  /** Path inside the object: `spec.requestedFreight[0].sources.direct`. */
  readonly path: string;
  /** What is wrong, one sentence without path or fix. */
  readonly message: string;
  /** The value found, as one would write it. */
  readonly got: string;
}

/** Stands for a value that isn't known at preview. */
export const unknownValue: unique symbol = Symbol.for("slipway.dev/unknown");
