import { appLabel } from "../keys.ts";
import type { ManifestFinding } from "../manifests/finding.ts";
import { severities } from "../manifests/guards.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { explicitExceptions } from "../rules/g40-exceptions.ts";
import { shown } from "../words.ts";
import { absentStacks, type Compared, changesOf, keyOf, putBack, valueText } from "./compare.ts";
import type { WantedObject } from "./definition.ts";
import { findingAt } from "./finding-at.ts";
import { type LiveObject, placeOf } from "./live-object.ts";
import type { LiveCheck } from "./live-project.ts";
import { writtenBy } from "./writers.ts";

const kinds = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

/** What a definition's stacks register in one cluster. */
export interface Registered {
  readonly app: string;
  readonly objects: readonly WantedObject[];
  readonly guards: readonly WantedObject[];
}

/** Guards of a definition that the API server doesn't hold, or not as compiled; and those that nothing asks for. */
export function guardsOfCluster(registered: Registered, compared: Compared): ManifestFinding[] {
  const { cluster, live, isRead, up } = compared;
  const absent = absentStacks(registered.objects, compared);
  const wanted = registered.guards.filter(({ stack, object }) => isRead(object) && !absent.has(stack));
  const told = wanted.flatMap(({ stack, object }) => {
    const found = live.get(keyOf(object));
    if (found === undefined)
      return [
        findingAt(cluster, placeOf(object), {
          rule: "guard-missing",
          path: [],
          message: "This guard isn't in the cluster, so the API server doesn't hold the rule",
          fix: `Run ${up(stack)}: it makes the guard again`,
        }),
      ];
    return changesOf(object, found).map(({ path, live: has, compiled }) => {
      const isLevel = path[1] === "validationActions";
      // who only took an action away is known to nobody
      const writer = isLevel && has === undefined ? undefined : writtenBy(found, path);
      return findingAt(cluster, placeOf(found), {
        rule: isLevel ? "guard-level" : "guard-changed",
        path: isLevel ? path.slice(0, 2) : path,
        message: isLevel
          ? "This guard is at another level than its rule"
          : "This guard isn't the one that was compiled",
        got: [isLevel ? actionsOf(found) : valueText(has), ...(writer === undefined ? [] : [writer])].join(", "),
        allowed: isLevel ? actionsOf(object) : valueText(compiled),
        fix: putBack(up(stack)),
      });
    });
  });
  return [...distinct(told), ...extraGuards(registered, live, cluster)];
}

function actionsOf(object: { readonly [field: string]: unknown }): string {
  const { validationActions } = (object["spec"] ?? {}) as { validationActions?: unknown };
  return Array.isArray(validationActions) ? validationActions.join(", ") : "nothing";
}

/** A level is one thing, however many of its actions differ. */
function distinct(findings: readonly ManifestFinding[]): ManifestFinding[] {
  const key = ({ rule, path }: ManifestFinding) => `${rule} ${path}`;
  return [...new Map(findings.map((finding) => [key(finding), finding])).values()];
}

function extraGuards(
  { app, guards }: Registered,
  live: ReadonlyMap<string, LiveObject>,
  cluster: string,
): ManifestFinding[] {
  const known = new Set(guards.map(({ object }) => keyOf(object)));
  return [...live].flatMap(([key, object]) => {
    const { name } = object.metadata;
    if (!kinds.includes(object.kind) || known.has(key) || !isOf(object, app)) return [];
    return [
      findingAt(cluster, placeOf(object), {
        rule: "guard-extra",
        severity: "warning",
        path: [],
        message: "No rule asks for this guard: it is left over, or its rule was turned off since",
        got: shown(name),
        fix: "Bring up the stack that made it, or delete it",
      }),
    ];
  });
}

/** An exception as a policy's audit annotation has it, see rules/exceptions.ts. */
const written = /G\d\d is set aside for (?:[^"\\]|\\.)*/g;

/** G40: exceptions that have ended, in the policies of a Project. The policy holds again; what stays is misleading. */
export function endedExceptions(
  { cluster, project, now, settings }: Pick<LiveCheck, "cluster" | "project" | "now" | "settings">,
  guards: readonly LiveObject[],
): ManifestFinding[] {
  const severity = severities[settings.guards?.levels[explicitExceptions.id] ?? explicitExceptions.level];
  if (severity === undefined) return [];
  const found = guards.flatMap((policy) => {
    if (policy.kind !== "ValidatingAdmissionPolicy" || !isOf(policy, project.name)) return [];
    return items(fields(policy["spec"]).auditAnnotations, ["spec", "auditAnnotations"]).flatMap(({ path, value }) =>
      [...(string(value.valueExpression) ?? "").matchAll(written)].map(([text]) => ({ policy, path, text })),
    );
  });
  const ended = found.filter(({ text }) => Date.parse(/ until (\S+) by /.exec(text)?.[1] ?? "") <= now);
  return [...Map.groupBy(ended, ({ text }) => text)].flatMap(([text, [first, ...others]]) => {
    if (first === undefined) return [];
    const policies = others.length === 0 ? "a policy" : `${others.length + 1} policies`;
    return [
      findingAt(cluster, placeOf(first.policy), {
        rule: explicitExceptions.id,
        severity,
        path: [...first.path, "valueExpression"],
        message: `An exception that has ended is still compiled into ${policies}`,
        got: shown(text),
        fix: "Take it out of the settings, and bring up the stacks that made them",
      }),
    ];
  });
}

function isOf({ metadata }: LiveObject, app: string): boolean {
  return metadata.labels?.["app.kubernetes.io/managed-by"] === "slipway" && metadata.labels[appLabel] === app;
}
