import type { ManifestFinding } from "../manifests/finding.ts";
import { shown } from "../words.ts";
import { type Compared, changesOf, keyOf, putBack, valueText } from "./compare.ts";
import type { Definition } from "./definition.ts";
import { findingAt } from "./finding-at.ts";
import { type LiveObject, placeOf } from "./live-object.ts";
import { writtenBy } from "./writers.ts";

const kinds = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

/** Guards of a definition that the API server doesn't hold, or not as compiled; and those that nothing asks for. */
export function guardsOfCluster(definition: Definition, compared: Compared): ManifestFinding[] {
  const { cluster, live, isRead } = compared;
  const wanted = definition.guards.filter(({ object }) => isRead(object));
  const told = wanted.flatMap(({ stack, object }) => {
    const found = live.get(keyOf(object));
    if (found === undefined)
      return [
        findingAt(cluster, placeOf(object), {
          rule: "guard-missing",
          path: [],
          message: "This guard isn't in the cluster, so the API server doesn't hold the rule",
          fix: `Run pulumi up for stack ${stack}: it makes the guard again`,
        }),
      ];
    return changesOf(object, found).map(({ path, live: has, compiled }) => {
      const isLevel = path[1] === "validationActions";
      const writer = writtenBy(found, path);
      return findingAt(cluster, placeOf(found), {
        rule: isLevel ? "guard-level" : "guard-changed",
        path: isLevel ? path.slice(0, 2) : path,
        message: isLevel
          ? "This guard is at another level than its rule"
          : "This guard isn't the one that was compiled",
        got: [isLevel ? actionsOf(found) : valueText(has), ...(writer === undefined ? [] : [writer])].join(", "),
        allowed: isLevel ? actionsOf(object) : valueText(compiled),
        fix: putBack(stack),
      });
    });
  });
  return [...distinct(told), ...extraGuards(definition, live, cluster)];
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
  { compiled, guards }: Definition,
  live: ReadonlyMap<string, LiveObject>,
  cluster: string,
): ManifestFinding[] {
  const known = new Set(guards.map(({ object }) => keyOf(object)));
  const mine = `slipway-${compiled.app}-`;
  return [...live].flatMap(([key, object]) => {
    const { name, labels } = object.metadata;
    const isOurs = labels?.["app.kubernetes.io/managed-by"] === "slipway" && name.startsWith(mine);
    if (!kinds.includes(object.kind) || known.has(key) || !isOurs) return [];
    return [
      findingAt(cluster, placeOf(object), {
        rule: "guard-extra",
        severity: "warning",
        path: [],
        message: "No rule asks for this guard: it is left over, or its rule was turned off since",
        got: shown(name),
        fix: "Run pulumi up for the stack that made it, or delete it",
      }),
    ];
  });
}
