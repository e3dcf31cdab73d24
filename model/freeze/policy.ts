import { exceptionsOf, exceptionText, isExcepted } from "../compile/guard-exception.ts";
import { overridden, overrideHint, overrideInWords } from "../compile/guard-override.ts";
import { matchConstraints } from "../compile/match-constraints.ts";
import type { KubeObject, ObjectMeta } from "../object.ts";
import { freezeInKargo as rule } from "../rules/g16-freeze-in-kargo.ts";
import type { Guards } from "../rules/guards.ts";
import { celList, celText } from "../rules/protection.ts";
import type { Cel } from "../rules/rule.ts";
import { clockVariables, codeKey, handKeyOfStage, switchIsWhole, switchSays, windowsHold } from "./cel.ts";
import { switchKeys, switchName } from "./switch.ts";
import { type Window, windowWords } from "./window.ts";

const promotions = {
  group: "kargo.akuity.io",
  version: "v1alpha1",
  resource: "promotions",
  operations: ["CREATE"],
  overrides: () => "[object.spec.stage]",
  holds: () => undefined,
} as const satisfies Cel;

/** Stages of one environment, and when they are frozen. */
export interface FrozenStages {
  readonly app: string;
  /** Kargo's Project. */
  readonly project: string;
  readonly environment: string;
  readonly stages: readonly string[];
  readonly windows: readonly Window[];
}

/**
 * The policy that asks an environment's switch and calendar whenever a Promotion into one of its Stages is created. What was
 * created before is never asked about. The switch is its parameter.
 */
export function freezePolicy(metadata: ObjectMeta, frozen: FrozenStages, guards: Guards): KubeObject {
  const passes = passesOf(guards);
  const unless = passes.map(({ name }) => ` || variables.${name}`).join("");
  const causes = causesOf(frozen);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata,
    spec: {
      failurePolicy: "Fail",
      paramKind: { apiVersion: "v1", kind: "ConfigMap" },
      matchConstraints: matchConstraints({ ...promotions, namespace: frozen.project }),
      matchConditions: [{ name: "in-scope", expression: `object.spec.stage in ${celList(frozen.stages)}` }],
      variables: [
        ...clockVariables(frozen.windows),
        ...causes.map(({ name, holds }) => ({ name, expression: holds })),
        ...passes.map(({ name, expression }) => ({ name, expression })),
      ],
      validations: causes.map(({ name, message, messageExpression }) => ({
        expression: `!variables.${name}${unless}`,
        message,
        ...(messageExpression === undefined ? {} : { messageExpression }),
        reason: "Forbidden",
      })),
      ...auditAnnotations(passes, causes),
    },
  };
}

/** Something that freezes the Stages. */
interface Cause {
  readonly name: string;
  readonly holds: string;
  /** Also where the expression's text is too long, or has several lines. */
  readonly message: string;
  readonly messageExpression?: string;
}

function causesOf({ app, project, environment, windows }: FrozenStages): Cause[] {
  const what = `${rule.id}: ${environment} of ${project} is frozen`;
  const holds = windowsHold(windows);
  const lost = `the key ${switchKeys.code} of ConfigMap ${switchName(environment)} is gone`;
  const takeOut = `Take that out of the config of stack ${environment}, then run slipway up`;
  return [
    { name: "broken", holds: `!(${switchIsWhole})`, message: ending(`${what}: ${lost}. Run slipway up`) },
    {
      name: "byHand",
      holds: switchSays(handKeyOfStage),
      message: ending(`${what} by hand. Thaw it with slipway thaw ${app}`),
      messageExpression: joined(
        celText(`${rule.id}: Stage `),
        "object.spec.stage",
        celText(` of ${project} is frozen by hand: `),
        `params.data[${handKeyOfStage}]`,
        celText(`. Thaw it with slipway thaw ${app} --stage `),
        "object.spec.stage",
        celText(ending("")),
      ),
    },
    {
      name: "byCode",
      holds: switchSays(codeKey),
      message: ending(`${what} by slipway:frozen. ${takeOut}`),
      messageExpression: joined(
        celText(`${what} by slipway:frozen: `),
        `params.data[${codeKey}]`,
        celText(ending(`. ${takeOut}`)),
      ),
    },
    ...windows.map((window, index) => ({
      name: `window${index}`,
      holds: holds[index] ?? "true",
      message: ending(
        `${what}, ${windowWords(window)}${window.reason === undefined ? "" : `: ${window.reason}`}. ${rule.fix}`,
      ),
    })),
  ];
}

function joined(...parts: readonly string[]): string {
  return parts.join(" + ");
}

function ending(message: string): string {
  return `${message}. ${overrideHint}`;
}

/** Something that lets a Promotion through all the same. */
interface Pass {
  readonly name: string;
  readonly expression: string;
  readonly annotation: "exception" | "break-glass";
  /** In CEL: who and why, for the audit log. */
  readonly text: string;
}

function passesOf({ settings, exceptions, breakGlass }: Guards): Pass[] {
  const override = overridden(rule, promotions, settings, breakGlass);
  return [
    ...exceptionsOf(exceptions, rule.id, promotions).map((exception, index): Pass => {
      const expression = isExcepted(exception, promotions);
      return { name: `exception${index}`, expression, annotation: "exception", text: exceptionText(exception) };
    }),
    ...(override === undefined
      ? []
      : [
          {
            name: "override",
            expression: override,
            annotation: "break-glass",
            text: overrideInWords(rule, promotions, settings, breakGlass),
          } as const,
        ]),
  ];
}

function auditAnnotations(passes: readonly Pass[], causes: readonly Cause[]): object {
  const frozen = causes.map(({ name }) => `variables.${name}`).join(" || ");
  const used = (["exception", "break-glass"] as const).flatMap((key) => {
    const texts = passes
      .filter(({ annotation }) => annotation === key)
      // an audit annotation knows no authorizer, which the override asks
      .map(({ name, text }) => (key === "exception" ? `variables.${name} ? ${text} : ""` : text));
    if (texts.length === 0) return [];
    const list = `[${texts.join(", ")}].filter(text, text != "").join("; ")`;
    return [{ key, valueExpression: `${frozen} ? ${list} : ""` }];
  });
  return used.length === 0 ? {} : { auditAnnotations: used };
}
