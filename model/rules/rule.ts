import type { RuleSettings } from "./settings.ts";

/**
 * One guard rule: a pure judgement of a plain Kubernetes object. Written once, used by every back end, so that the same
 * object gets the same verdict everywhere.
 */
export interface Rule {
  /** `G01`: stable, from the catalogue. */
  readonly id: string;
  /** Kebab-case name; with the id in front it is the policy's name. */
  readonly name: string;
  /** The rule in one sentence. */
  readonly title: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  /** What happens to an object that breaks it, unless settings say otherwise. See levels.ts. */
  readonly level: Level;
  /** Why it matters, told to the person it stops. */
  readonly why: string;
  /**
   * What it judges: `protected`, only what is protected or what settings name; `all`, every object of its kinds. Of the
   * latter `slipway check` asks nothing unless it is told to, since not every team means to hold them.
   */
  readonly judges: "protected" | "all";
  /** The kinds it judges; it is never asked about others. */
  readonly kinds: readonly Kind[];
  /** Names of the settings it reads; without a value for some of them it asks for nothing, and its title says so. */
  readonly settings: readonly (keyof RuleSettings)[];
  readonly backEnds: Readonly<Record<BackEnd, Held>>;
  /**
   * Every violation of one object. What isn't known yet is passed as {@link unknownValue}; an unknown or misshapen value in
   * a judged field is itself a violation, because a guard that can't see must not open. Never throws. Left out where no
   * single object can be judged.
   */
  readonly check?: Check;
  /**
   * Every violation of one object beside others of its Project, of which it is one; else as `check`. Left out where one
   * object tells enough.
   */
  readonly checkAmong?: (object: unknown, among: readonly unknown[], settings: RuleSettings) => readonly Finding[];
  /** The same judgement for the API server, written on its own, per resource. Left out where CEL can't tell. */
  readonly cel?: readonly Cel[];
  /**
   * Whether a person may go past it in an emergency, by break-glass.ts. Default: no. Only rules about what is done by hand
   * while an incident lasts are; what code says is changed in code, by an exception.
   */
  readonly overridable?: true;
  /** What to do about a finding. */
  readonly fix: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/** A rule that judges single objects: what the pack and `slipway check` ask. */
export interface ObjectRule extends Rule {
  readonly check: Check;
}

export type Check = (object: unknown, settings: RuleSettings) => readonly Finding[];

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

export type Level = "off" | "audit" | "warn" | "deny";

/**
 * Where rules are held: `preview` by the program before anything is registered, on compiled objects; `pack` by the Pulumi
 * policy pack; `check` by `slipway check` on YAML; `apiServer` by ValidatingAdmissionPolicies; `live` on what is in a cluster.
 */
export const backEnds = ["preview", "pack", "check", "apiServer", "live"] as const;
export type BackEnd = (typeof backEnds)[number];

/** `here`: by this rule. Elsewhere: a check that was there before tells it, so that nothing is told twice; its file. */
export type Held = "here" | { readonly elsewhere: string } | { readonly not: string };

/** What the API server asks of an object of these resources, in CEL. */
export interface Cel {
  readonly group: string;
  readonly version: string;
  /** `stages`, `freights/status`. */
  readonly resource: string;
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  /** An expression that is true for objects that hold the rule; undefined when the settings ask for nothing. */
  readonly holds: (settings: RuleSettings) => string | undefined;
  /** Who deploys may do what doesn't hold; see identities.ts. Default: nobody may. */
  readonly byDeployers?: true;
  /** A list of names in CEL: whose overrides break-glass asks for. Default: the object's own name. */
  readonly overrides?: (settings: RuleSettings) => string;
}

/** Name of a rule's policy in the pack: `g01-no-stage-skipping`. */
export function policyName(rule: Pick<Rule, "id" | "name">): string {
  return `${rule.id.toLowerCase()}-${rule.name}`;
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
