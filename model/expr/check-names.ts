import { listed, perhaps, shown } from "../words.ts";
import type { ExprFinding } from "./finding.ts";
import { context, type Fields, given, type Scope } from "./scope.ts";
import { names, type Visited } from "./visit.ts";

/** A finding about something that isn't there, and by what name it would be guarded elsewhere in the same text. */
export interface Missing {
  readonly key: string;
  readonly finding?: ExprFinding;
}

/** Known everywhere. `null` is no word of the language: being nowhere defined it comes to nil, which is what is meant. */
const always = new Set(["$env", "null"]);

/** Steps without `as` get such an alias from Kargo. */
const givenAlias = /^(?:step|task)-\d+$|::/;

/**
 * What a variable's name says: nothing when it is known, a finding when it isn't, and only its key when the expression
 * reckons with nil there, so that `vars.x != nil ? vars.x : "d"` is let be.
 */
export function missing({ node, bound, guarded, called, object }: Visited, scope: Scope): Missing | undefined {
  if (called || (node.type !== "identifier" && node.type !== "member")) return undefined;
  const path = names(node);
  const [root, name] = path ?? [];
  if (path === undefined || root === undefined || bound.has(root)) return undefined;
  const place = given[scope.functions];
  const key = path.join(".");
  if (guarded) return object && path.length === 1 ? undefined : { key };
  const found = (rule: string, message: string, known: readonly string[], fix: string): Missing => {
    const offset = node.type === "member" ? node.property.start : node.start;
    return {
      key,
      finding: { rule, message, got: shown(key), allowed: listed(known, "none is defined"), fix, offset },
    };
  };

  if (path.length === 1) {
    if (place.variables === undefined || always.has(root) || place.variables.includes(root)) return undefined;
    if (Object.hasOwn(place.functions, root))
      return found(
        "function-not-called",
        "a function is named, but not called",
        [`${root}(…)`],
        "Put parentheses after it",
      );
    return found("unknown-variable", "no such variable here", place.variables, advice(root, place.variables));
  }
  if (name === undefined || place.variables?.includes(root) !== true) return undefined;
  if (path.length === 2 && root === "vars" && scope.vars !== undefined && !scope.vars.includes(name))
    return found("undefined-var", "no such entry in vars", scope.vars, perhaps(name, scope.vars, "Define it in vars"));
  const aliases =
    root === "outputs" ? scope.outputs : root === "task" && name === "outputs" ? scope.taskOutputs : undefined;
  const alias = root === "outputs" ? name : path[2];
  const atAlias = path.length === (root === "outputs" ? 2 : 3);
  if (aliases !== undefined && alias !== undefined && atAlias && !aliases.includes(alias) && !givenAlias.test(alias))
    return found(
      "unknown-step-output",
      "no earlier step has this alias",
      aliases,
      perhaps(alias, aliases, "Give that step `as`, and let it come before this one"),
    );
  return root === "ctx" ? unknownContext(path, scope, found) : undefined;
}

function unknownContext(
  path: readonly string[],
  scope: Scope,
  found: (rule: string, message: string, known: readonly string[], fix: string) => Missing,
): Missing | undefined {
  let fields: Fields | undefined = context[scope.functions];
  for (const [index, name] of path.slice(1).entries()) {
    if (fields === undefined) return undefined;
    if (!Object.hasOwn(fields, name)) {
      // the member that goes wrong says so, not those around it
      if (index !== path.length - 2) return undefined;
      const known = Object.keys(fields);
      return found(
        "unknown-variable",
        `${path.slice(0, index + 1).join(".")} has no such field here`,
        known,
        perhaps(name, known, "Use one of them"),
      );
    }
    fields = fields[name] ?? undefined;
  }
  return undefined;
}

function advice(root: string, known: readonly string[]): string {
  if (root === "secrets") return 'Write secret("name").key; there is no secrets any more';
  if (root === "task") return "Use it only in the steps of a PromotionTask; elsewhere write outputs";
  return perhaps(root, known, "Use one of them, or put a text in quotes");
}
