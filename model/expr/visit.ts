import { children, type Node } from "./ast.ts";

/** A node and what its surroundings say about it. */
export interface Visited {
  readonly node: Node;
  /** Names that `let` gives it; they hide Kargo's variables. */
  readonly bound: ReadonlySet<string>;
  /**
   * Whether the expression reckons with nil here: left of `??`, in an optional chain, or compared with nil. What isn't
   * there is no mistake then.
   */
  readonly guarded: boolean;
  /** Whether this is the function of a call, `name` in `name()`. */
  readonly called: boolean;
  /** Whether a member of this is taken, `a` in `a.b`. */
  readonly object: boolean;
}

/** Every node of a tree, parents first, in the text's order. Without recursion: 10,000 nodes may hang on one another. */
export function* visit(root: Node): Generator<Visited> {
  const waiting: Visited[] = [{ node: root, bound: new Set(), guarded: false, called: false, object: false }];
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    yield here;
    for (const child of [...children(here.node)].reverse()) waiting.push(below(here, child));
  }
}

function below({ node, bound, guarded }: Visited, child: Node): Visited {
  return {
    node: child,
    bound: node.type === "let" && child === node.body ? new Set([...bound, node.name]) : bound,
    guarded: guarded || expectsNil(node, child),
    called: node.type === "call" && child === node.callee,
    object: node.type === "member" && child === node.object,
  };
}

function expectsNil(node: Node, child: Node): boolean {
  if (node.type === "chain") return true;
  if (node.type !== "binary") return false;
  if (node.operator === "??") return child === node.left;
  if (node.operator === "in") return child === node.right;
  return (node.operator === "==" || node.operator === "!=") && [node.left, node.right].some(isNil);
}

function isNil(node: Node): boolean {
  return node.type === "nil" || (node.type === "identifier" && node.name === "null");
}

/** No variable of Kargo's has fields deeper than this that we know; long chains would cost much and tell nothing. */
const deepestKnown = 6;

/** `["vars", "x", "y"]` of `vars.x["y"]`, as far as the names are written out; undefined when it begins otherwise. */
export function names(node: Node): readonly string[] | undefined {
  const found: string[] = [];
  let at = node;
  while (found.length < deepestKnown) {
    if (at.type === "identifier") return [at.name, ...found];
    if (at.type !== "member" || at.property.type !== "string") return undefined;
    found.unshift(at.property.value);
    at = at.object.type === "chain" ? at.object.body : at.object;
  }
  return undefined;
}
