/** What upstream refuses to compile, also where it would never run. Source: expr-lang/expr v1.17.8, checker/checker.go. */
import type { Node } from "./ast.ts";
import { builtinNature } from "./builtin-natures.ts";
import { functions, predicates } from "./builtins.ts";
import * as nature from "./natures.ts";
import { binaryNature, unaryNature } from "./operator-natures.ts";
import { EvaluationError, Failure } from "./runtime/evaluation-error.ts";

type Nature = nature.Nature;

/** What `let` and predicates add, innermost first. */
type Known =
  | { readonly outer: Known; readonly name: string; readonly nature: Nature }
  | { readonly outer: Known; readonly element: Nature; readonly pointers: readonly string[] }
  | undefined;

/** @throws EvaluationError at the first thing upstream's compiler refuses; what it knows of Kargo's functions isn't known here */
export function assertTypes(root: Node, isFunction: (name: string) => boolean): void {
  new TypeCheck(isFunction).of(root, undefined);
}

/** How deep nodes may hang on one another; upstream has no such limit. */
const deepest = 1_500;

class TypeCheck {
  readonly #isFunction: (name: string) => boolean;
  #depth = 0;

  constructor(isFunction: (name: string) => boolean) {
    this.#isFunction = isFunction;
  }

  of(node: Node, known: Known): Nature {
    this.#depth += 1;
    if (this.#depth > deepest)
      throw new EvaluationError(
        "the expression is nested too deep to be evaluated here",
        node.start,
        "nesting this deep",
      );
    try {
      return this.#of(node, known);
    } catch (error) {
      if (error instanceof Failure) throw new EvaluationError(error.message, node.start);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  #of(node: Node, known: Known): Nature {
    switch (node.type) {
      case "nil":
        return nature.nil;
      case "boolean":
        return nature.bool;
      case "integer":
        return nature.int;
      case "float":
        return nature.float;
      case "string":
        return nature.string;
      case "bytes":
        return { kind: "bytes" };
      case "identifier":
        return this.#identifier(node.name, known);
      case "pointer":
        return pointer(node.name, known);
      case "unary":
        return unaryNature(node.operator, this.of(node.operand, known));
      case "binary":
        return binaryNature(node, this.of(node.left, known), this.of(node.right, known));
      case "chain":
      case "predicate":
        return this.of(node.body, known);
      case "member":
        return this.#member(node, known);
      case "slice":
        return this.#slice(node, known);
      case "call":
        return this.#call(node, known);
      case "builtin":
        return predicates.has(node.name) ? this.#predicate(node, known) : this.#builtin(node, known);
      case "let":
        return this.#let(node, known);
      case "sequence":
        return node.nodes.map((one) => this.of(one, known)).at(-1) ?? nature.unknown;
      case "conditional":
        return this.#conditional(node, known);
      case "array": {
        const items = node.items.map((item) => this.of(item, known));
        const [first = nature.unknown] = items;
        return nature.arrayOf(items.every((item) => item.kind === first.kind) ? first : nature.unknown);
      }
      case "map":
        for (const { key, value } of node.pairs) {
          this.of(key, known);
          this.of(value, known);
        }
        return { kind: "map" };
    }
  }

  #identifier(name: string, known: Known): Nature {
    for (let at = known; at !== undefined; at = at.outer) if ("name" in at && at.name === name) return at.nature;
    return functions.has(name) || predicates.has(name) || this.#isFunction(name) ? { kind: "func" } : nature.unknown;
  }

  #member(node: Extract<Node, { type: "member" }>, known: Known): Nature {
    if (node.object.type === "identifier" && node.object.name === "$env") return nature.unknown;
    const object = this.of(node.object, known);
    const property = this.of(node.property, known);
    if (object.kind === "unknown" || object.kind.startsWith("time.") || object.kind === "location")
      return nature.unknown;
    const name = nature.natureName(object);
    if (object.kind === "map") {
      if (["string", "unknown"].includes(property.kind)) return nature.unknown;
      throw new Failure(`cannot use ${nature.natureName(property)} to get an element from ${name}`);
    }
    if (nature.isArray(object)) {
      if (["int", "unknown"].includes(property.kind)) return object.element ?? nature.unknown;
      throw new Failure(`array elements can only be selected using an integer (got ${nature.natureName(property)})`);
    }
    if (node.property.type !== "string") throw new Failure(`type ${name}[${nature.natureName(property)}] is undefined`);
    throw new Failure(`type ${name} has no ${node.method ? "method" : "field"} ${node.property.value}`);
  }

  #slice(node: Extract<Node, { type: "slice" }>, known: Known): Nature {
    const object = this.of(node.object, known);
    const ends = [node.from, node.to].flatMap((end) => (end === undefined ? [] : [this.of(end, known)]));
    if (object.kind === "unknown") return object;
    if (object.kind !== "string" && !nature.isArray(object))
      throw new Failure(`cannot slice ${nature.natureName(object)}`);
    const odd = ends.find((end) => end.kind !== "int" && end.kind !== "unknown");
    if (odd !== undefined) throw new Failure(`non-integer slice index ${nature.natureName(odd)}`);
    return object;
  }

  #call(node: Extract<Node, { type: "call" }>, known: Known): Nature {
    const called = this.of(node.callee, known);
    if (called.kind === "func") for (const argument of node.arguments) this.of(argument, known);
    if (called.kind === "nil") throw new Failure("function is nil; cannot call nil as function");
    if (called.kind !== "unknown" && called.kind !== "func")
      throw new Failure(`${nature.natureName(called)} is not callable`);
    return nature.unknown;
  }

  #builtin(node: Extract<Node, { type: "builtin" }>, known: Known): Nature {
    const [least, most] = functions.get(node.name) ?? [0, Number.POSITIVE_INFINITY];
    const count = node.arguments.length;
    if (count < least || count > most)
      throw new Failure(`${count < least ? "not enough" : "too many"} arguments to call ${node.name}`);
    return builtinNature(
      node.name,
      node.arguments.map((argument) => this.of(argument, known)),
    );
  }

  #predicate(node: Extract<Node, { type: "builtin" }>, known: Known): Nature {
    const [collection, predicate, third] = node.arguments;
    const of = collection === undefined ? nature.unknown : this.of(collection, known);
    if (of.kind !== "unknown" && !nature.isArray(of))
      throw new Failure(`builtin ${node.name} takes only array (got ${nature.natureName(of)})`);
    const element = of.element ?? nature.unknown;
    const pointers = node.name === "map" ? ["index"] : node.name === "reduce" ? ["index", "acc"] : [];
    const made = predicate === undefined ? element : this.of(predicate, { outer: known, element, pointers });
    const order = third === undefined ? undefined : this.of(third, known);
    if (truths.has(node.name) && predicate !== undefined && made.kind !== "bool" && made.kind !== "unknown")
      throw new Failure(`predicate should return boolean (got ${nature.natureName(made)})`);
    if (node.name === "sortBy" && order !== undefined && !["string", "unknown"].includes(order.kind))
      throw new Failure(`sortBy order argument must be a string (got ${nature.natureName(order)})`);
    return predicateNature(node.name, element, made);
  }

  #let(node: Extract<Node, { type: "let" }>, known: Known): Nature {
    if (this.#isFunction(node.name)) throw new Failure(`cannot redeclare function ${node.name}`);
    if (functions.has(node.name) || predicates.has(node.name))
      throw new Failure(`cannot redeclare builtin ${node.name}`);
    for (let at = known; at !== undefined; at = at.outer)
      if ("name" in at && at.name === node.name) throw new Failure(`cannot redeclare variable ${node.name}`);
    return this.of(node.body, { outer: known, name: node.name, nature: this.of(node.value, known) });
  }

  #conditional(node: Extract<Node, { type: "conditional" }>, known: Known): Nature {
    const test = this.of(node.test, known);
    if (test.kind !== "bool" && test.kind !== "unknown")
      throw new Failure(`non-bool expression (type ${nature.natureName(test)}) used as condition`);
    const then = this.of(node.then, known);
    const otherwise = this.of(node.otherwise, known);
    if (then.kind === "nil") return otherwise;
    if (otherwise.kind === "nil") return then;
    if (then.kind !== otherwise.kind) return nature.unknown;
    return then.element?.kind === otherwise.element?.kind ? then : nature.arrayOf(nature.unknown);
  }
}

const truths = new Set([
  ...["all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex"],
]);

function predicateNature(name: string, element: Nature, made: Nature): Nature {
  switch (name) {
    case "all":
    case "none":
    case "any":
    case "one":
      return nature.bool;
    case "filter":
    case "sortBy":
      return nature.arrayOf(element);
    case "map":
      return nature.arrayOf(made);
    case "count":
    case "findIndex":
    case "findLastIndex":
      return nature.int;
    case "find":
    case "findLast":
      return element;
    case "groupBy":
      return nature.unknown; // a map whose keys may be anything
    default:
      return made;
  }
}

function pointer(name: string, known: Known): Nature {
  let at = known;
  while (at !== undefined && "name" in at) at = at.outer;
  if (at === undefined) throw new Failure("cannot use pointer accessor outside predicate");
  if (name === "") return at.element;
  if (!at.pointers.includes(name)) throw new Failure(`unknown pointer #${name}`);
  return name === "index" ? nature.int : nature.unknown;
}
