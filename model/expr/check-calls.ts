import { listed, nearest, perhaps, shown } from "../words.ts";
import type { Node } from "./ast.ts";
import { functions, predicates } from "./builtins.ts";
import type { ExprFinding } from "./finding.ts";
import { normalized } from "./repositories.ts";
import { given, kargoFunctions, placesOf, type Scope } from "./scope.ts";
import { valueKind } from "./value-kind.ts";
import { names, type Visited } from "./visit.ts";

const fields: Readonly<Record<string, readonly string[]>> = {
  imageFrom: ["RepoURL", "Tag", "Digest", "Annotations"],
  commitFrom: ["RepoURL", "ID", "Branch", "Tag", "Message", "Author", "Committer"],
  chartFrom: ["RepoURL", "Name", "Version"],
  artifactFrom: ["ArtifactType", "SubscriptionName", "Version", "Metadata"],
  warehouse: ["Kind", "Name"],
  semverParse: [
    ...["Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "IncMajor", "IncMinor", "IncPatch"],
    ...["SetPrerelease", "SetMetadata", "String", "Compare", "Equal", "GreaterThan", "LessThan"],
  ],
};
const subscriptions = { imageFrom: "images", commitFrom: "git", chartFrom: "charts" } as const;
const anyArgument = new Set(["quote", "unsafeQuote", "asYAML", "asJSON"]);

/** What is wrong with a call: its function, how many arguments, their kind, what is read from its result. */
export function callFindings({ node, bound, guarded }: Visited, scope: Scope): readonly ExprFinding[] {
  if (node.type === "member") return field(node);
  if (node.type === "builtin") {
    const arity = functions.get(node.name);
    return arity === undefined ? [] : count(node.name, node.arguments.length, arity, node.start);
  }
  if (node.type === "let") return declaration(node, scope);
  if (node.type !== "call" || node.callee.type !== "identifier" || bound.has(node.callee.name)) return [];
  const { name } = node.callee;
  const known = given[scope.functions];
  const arity = known.functions[name];
  if (arity === undefined) return known.variables === undefined ? [] : [unknown(name, node.start, scope)];
  return [
    ...count(name, node.arguments.length, arity, node.start),
    ...kinds(name, node.arguments),
    ...(guarded ? [] : repository(name, node.arguments[0], scope)),
  ];
}

function unknown(name: string, offset: number, scope: Scope): ExprFinding {
  const here = [...Object.keys(given[scope.functions].functions), ...functions.keys(), ...predicates.keys()];
  const elsewhere = kargoFunctions.has(name);
  return {
    rule: "unknown-function",
    message: elsewhere ? "this function can't be used here" : "no such function",
    got: shown(`${name}()`),
    allowed: elsewhere ? `in ${listed(placesOf(name))}` : listed(Object.keys(given[scope.functions].functions)),
    fix: elsewhere
      ? "Leave it out, or move the expression"
      : perhaps(name, here, "Use one of them, or one of expr-lang's own"),
    offset,
  };
}

function count(
  name: string,
  got: number,
  [least, most]: readonly [number, number],
  offset: number,
): readonly ExprFinding[] {
  if (got >= least && got <= most) return [];
  const allowed =
    most === Number.POSITIVE_INFINITY ? `${least} or more` : least === most ? `${least}` : `${least} to ${most}`;
  return [
    {
      rule: "argument-count",
      message: `${name} is given ${got} ${got === 1 ? "argument" : "arguments"}`,
      got: shown(`${name}(…)`),
      allowed,
      fix: got < least ? "Give it what is missing" : "Leave out what is too much",
      offset,
    },
  ];
}

/** Kargo's functions take texts; the last argument of four of them may be a `warehouse(…)`. */
function kinds(name: string, args: readonly Node[]): readonly ExprFinding[] {
  if (anyArgument.has(name)) return [];
  return args.flatMap((arg, index) => {
    const origin = index > 0 && Object.hasOwn(fields, name) && !(name === "chartFrom" && index === 1);
    const kind = arg.type === "nil" ? "nil" : valueKind(arg);
    if (kind === undefined || (kind === "a text" && !origin)) return [];
    return [
      {
        rule: "argument-kind",
        message: `argument ${index + 1} of ${name} is ${kind}`,
        got: kind,
        allowed: origin ? 'warehouse("…")' : "a text",
        fix: origin ? "Name the Warehouse with warehouse(…)" : "Put it in quotes, or use string(…)",
        offset: arg.start,
      },
    ];
  });
}

/**
 * Where a Promotion or a verification asks for it, Kargo compares the URLs of images and charts as they are written; it
 * compares Git URLs, and everything in a Warehouse's criteria, as they are normalized.
 * Source: akuity/kargo v1.11.2, pkg/controller/freight/finder.go and pkg/expressions/function/functions.go.
 */
function repository(name: string, arg: Node | undefined, scope: Scope): readonly ExprFinding[] {
  const kind = subscriptions[name as keyof typeof subscriptions];
  const known = scope.repositories?.[kind];
  const url = arg === undefined ? undefined : textOf(arg, scope);
  if (known === undefined || arg === undefined || url === undefined || known.some((each) => each.includes("${")))
    return [];
  const same = normalized[kind];
  const meant = known.filter((each) => same(each) === same(url));
  if (meant.length > 0) {
    const literally = kind !== "git" && scope.functions !== "freight-criteria";
    if (!literally || meant.includes(url)) return [];
    return [
      {
        rule: "repository-not-requested",
        message: `${name} takes a repository letter for letter as it is subscribed to, so it finds nothing`,
        got: arg.type === "string" ? shown(url) : `${shown(url)}, a variable's value`,
        allowed: listed(meant),
        fix: `Write ${shown(nearest(url, meant) ?? meant[0] ?? "")}`,
        offset: arg.start,
      },
    ];
  }
  return [
    {
      rule: "repository-not-requested",
      message: `no Freight that is requested here has anything from this repository, so ${name} finds nothing`,
      got: arg.type === "string" ? shown(url) : `${shown(url)}, a variable's value`,
      allowed: listed(known, "none at all"),
      fix: perhaps(url, known, "Request Freight from a Warehouse that subscribes to it"),
      offset: arg.start,
    },
  ];
}

/** A text that is written there, or that the variable read there always has. */
function textOf(node: Node, scope: Scope): string | undefined {
  if (node.type === "string") return node.value;
  const [root, name, ...more] = names(node) ?? [];
  return root === "vars" && name !== undefined && more.length === 0 ? scope.constants?.get(name) : undefined;
}

/**
 * Upstream's compiler knows the fields. We say so of one that can be none, as Go's all begin with a capital, and of one
 * that is nearly one we know.
 */
function field(node: Extract<Node, { type: "member" }>): readonly ExprFinding[] {
  const { object, property } = node;
  if (object.type !== "call" || object.callee.type !== "identifier" || property.type !== "string") return [];
  const known = Object.hasOwn(fields, object.callee.name) ? fields[object.callee.name] : undefined;
  if (known === undefined || known.includes(property.value)) return [];
  const meant = nearest(property.value, known);
  const almost = meant !== undefined && Math.abs(meant.length - property.value.length) < 2; // GitRepoURL was a field once
  if (!almost && !/^[a-z]/.test(property.value)) return [];
  return [
    {
      rule: "unknown-field",
      message: `what ${object.callee.name} gives has no such field`,
      got: shown(`.${property.value}`),
      allowed: listed(known),
      fix: meant === undefined ? "Use one of them" : `Write .${meant}`,
      offset: property.start,
    },
  ];
}

function declaration(node: Extract<Node, { type: "let" }>, scope: Scope): readonly ExprFinding[] {
  const { name } = node;
  if (!(Object.hasOwn(given[scope.functions].functions, name) || functions.has(name) || predicates.has(name)))
    return [];
  return [
    {
      rule: "redeclared-name",
      message: "a function has this name already",
      got: shown(`let ${name}`),
      fix: "Take another name after let",
      offset: node.start,
    },
  ];
}
