import type { KubeObject } from "../object.ts";
import { isDeployer } from "../rules/identities.ts";
import { type BreakGlass, type Exception, levels, type Rule, type RuleSettings } from "../rules/index.ts";
import type { Cel, Level } from "../rules/rule.ts";
import { exceptionsOf, exceptionText, isExcepted } from "./guard-exception.ts";
import { overridden, overrideHint, overrideInWords } from "./guard-override.ts";
import { matchConstraints } from "./match-constraints.ts";

/** Of which objects policies are asked. */
export interface GuardScope {
  /** In their names, `slipway.<name>.stages`; no two scopes of a cluster have the same. */
  readonly name: string;
  /** Only objects in this namespace. Default: any. */
  readonly namespace?: string;
  /** A condition in CEL that an object meets to be asked about. Default: none. */
  readonly condition?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a team says that policies are compiled with. */
export interface GuardContext {
  readonly settings: RuleSettings;
  readonly exceptions: readonly Exception[];
  readonly breakGlass: BreakGlass;
}

/** A rule asked of one of its resources. */
export interface AskedRule {
  readonly rule: Rule;
  readonly cel: Cel;
}

/**
 * Rules of one resource and one level as one ValidatingAdmissionPolicy and its binding; nothing where the settings ask for
 * nothing, or at level `off`. One policy for many rules, since every object costs time at each `up`. What is being deleted
 * is never asked about: its finalizers must be let go.
 */
export function guardPolicy(
  asked: readonly AskedRule[],
  level: Level,
  context: GuardContext,
  scope: GuardScope,
): KubeObject[] {
  const actions = levels[level].apiServer;
  const [one] = asked;
  if (one === undefined || actions.length === 0) return [];
  const { group, version, resource } = one.cel;
  const name = `slipway.${scope.name}.${resource.replace("/", "-")}${level === "deny" ? "" : `.${level}`}`;
  const judged = asked.flatMap((each) => judgement(each, context, name) ?? []);
  if (judged.length === 0) return [];
  const operations = (["CREATE", "UPDATE", "DELETE"] as const).filter((operation) =>
    judged.some(({ cel }) => cel.operations.includes(operation)),
  );
  const variables = judged.flatMap((each) => each.variables);
  const auditAnnotations = (["exception", "break-glass"] as const).flatMap((key) => {
    const texts = judged.flatMap(({ rule, used }) => used[key].map((cel) => [rule.id, cel] as const));
    if (texts.length === 0) return [];
    const list = texts.map(([, cel]) => cel).join(", ");
    return [{ key, valueExpression: `[${list}].filter(text, text != "").join("; ")` }];
  });
  const metadata = {
    name,
    labels: { "app.kubernetes.io/managed-by": "slipway", ...scope.labels },
  };
  const policy = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata,
    spec: {
      failurePolicy: "Fail",
      matchConstraints: matchConstraints({
        group,
        version,
        resource,
        operations,
        ...(scope.namespace !== undefined && { namespace: scope.namespace }),
      }),
      matchConditions: [
        { name: "not-being-deleted", expression: "!has(object.metadata.deletionTimestamp)" },
        ...(scope.condition === undefined ? [] : [{ name: "in-scope", expression: scope.condition }]),
      ],
      ...(variables.length === 0 ? {} : { variables }),
      validations: judged.map(({ rule, cel, expression }) => ({
        expression: onItsOperations(cel, operations, expression),
        message: guardMessage(rule),
        reason: "Forbidden",
      })),
      ...(auditAnnotations.length === 0 ? {} : { auditAnnotations }),
    },
  };
  const binding = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata,
    spec: { policyName: metadata.name, validationActions: actions },
  };
  return [policy, binding];
}

/** What the API server says when it refuses an object. */
export function guardMessage({ id, title, fix, overridable }: Rule): string {
  return `${id}: ${title}. ${fix}${overridable === true ? `. ${overrideHint}` : ""}`;
}

interface Judgement {
  readonly rule: Rule;
  readonly cel: Cel;
  /** True for what is let through. */
  readonly expression: string;
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  /** Texts in CEL, empty where the rule holds by itself. */
  readonly used: Readonly<Record<"exception" | "break-glass", readonly string[]>>;
}

function judgement({ rule, cel }: AskedRule, context: GuardContext, binding: string): Judgement | undefined {
  const { settings, exceptions, breakGlass } = context;
  const holds = cel.holds(settings);
  if (holds === undefined) return undefined;
  const own = exceptionsOf(exceptions, rule.id, cel);
  const override = overridden(rule, cel, settings, breakGlass);
  const deployers = cel.byDeployers === true ? ` || ${isDeployer(settings, binding)}` : "";
  if (own.length === 0 && override === undefined)
    return { rule, cel, expression: `${holds}${deployers}`, variables: [], used: { exception: [], "break-glass": [] } };
  const name = rule.id.toLowerCase();
  const excepted = own.map((exception, index) => ({
    variable: { name: `${name}Exception${index}`, expression: isExcepted(exception, cel) },
    text: exceptionText(exception),
  }));
  const variables = [
    { name, expression: holds },
    ...excepted.map(({ variable }) => variable),
    ...(override === undefined ? [] : [{ name: `${name}Override`, expression: override }]),
  ];
  const used = (condition: string, text: string) => `${applies(cel)}!variables.${name}${condition} ? ${text} : ""`;
  return {
    rule,
    cel,
    variables,
    expression: `${variables.map((each) => `variables.${each.name}`).join(" || ")}${deployers}`,
    used: {
      exception: excepted.map(({ variable, text }) => used(` && variables.${variable.name}`, text)),
      "break-glass": override === undefined ? [] : [used("", overrideInWords(rule, cel, settings, breakGlass))],
    },
  };
}

/** A rule about changes only must not be asked of what is created, beside another that is. */
function onItsOperations(cel: Cel, operations: readonly string[], expression: string): string {
  if (cel.operations.length === operations.length) return expression;
  const others = operations.filter((operation) => !(cel.operations as readonly string[]).includes(operation));
  return `${others.map((operation) => `request.operation == "${operation}"`).join(" || ")} || (${expression})`;
}

function applies({ operations }: Cel): string {
  return operations.length > 1 ? "" : `request.operation == "${operations[0]}" && `;
}

/** One rule at a time: {@link guardPolicy} of each of its resources, the rule's id in their names. */
export function guardPolicies(
  rule: Rule,
  settings: RuleSettings,
  level: Level,
  scopeOf: (cel: Cel) => GuardScope,
  rest: Partial<Omit<GuardContext, "settings">> = {},
): KubeObject[] {
  const context = { settings, exceptions: [], breakGlass: { actors: [] }, ...rest };
  return (rule.cel ?? []).flatMap((cel) => {
    const scope = scopeOf(cel);
    return guardPolicy([{ rule, cel }], level, context, { ...scope, name: `${scope.name}.${rule.id.toLowerCase()}` });
  });
}
