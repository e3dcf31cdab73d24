import type { Node } from "./ast.ts";
import { predicates } from "./builtins.ts";
import { conversion, type Evaluator, type ExprEnvironment, type Natives, type Scope, truth } from "./environment.ts";
import { evaluateBinary } from "./evaluate-binary.ts";
import { evaluatePredicate } from "./evaluate-predicate.ts";
import { fetch, slice } from "./runtime/access.ts";
import { toGo, toPlain } from "./runtime/border.ts";
import { lists } from "./runtime/builtin-lists.ts";
import { numbers } from "./runtime/builtin-numbers.ts";
import { type Builtin, texts } from "./runtime/builtin-texts.ts";
import { nowIn, times } from "./runtime/builtin-times.ts";
import { EvaluationError, Failure } from "./runtime/evaluation-error.ts";
import { negate } from "./runtime/numbers.ts";
import { GoTime } from "./runtime/time.ts";
import { Bytes, GoFunction, GoMap, isNil, typeName, type Value } from "./runtime/value.ts";

const builtins: Readonly<Record<string, Builtin>> = { ...texts, ...numbers, ...lists, ...times };

/** An optional member met nil: the chain around it is nil. */
class ChainEnd extends Error {}

/** More than this upstream doesn't hold at once. Source: expr-lang/expr v1.17.8, conf/config.go. */
const budget = 1_000_000;
/** How many nodes are evaluated before we give up; upstream would go on. */
const patience = 5_000_000;

/** One evaluation of one expression. Source: expr-lang/expr v1.17.8, compiler/compiler.go and vm/vm.go. */
export class Evaluation implements Evaluator {
  readonly #env: ExprEnvironment;
  readonly #natives: Natives;
  readonly #variables = new Map<string, Value>();
  readonly #mostSteps: number;
  #held = 0;
  #steps = 0;

  constructor(env: ExprEnvironment, natives: Natives, mostSteps = patience) {
    this.#mostSteps = mostSteps;
    this.#env = env;
    this.#natives = natives;
  }

  /** @throws EvaluationError */
  async value(node: Node, scope: Scope): Promise<Value> {
    this.#steps += 1;
    if (this.#steps > this.#mostSteps)
      throw new EvaluationError("the expression runs too long to be evaluated here", node.start, "running this long");
    try {
      return await this.#value(node, scope);
    } catch (error) {
      if (error instanceof Failure) throw new EvaluationError(error.message, node.start, error.unsupported);
      throw error;
    }
  }

  hold(size: number): void {
    this.#held += size;
    if (this.#held >= budget) throw new Failure("memory budget exceeded");
  }

  async #value(node: Node, scope: Scope): Promise<Value> {
    switch (node.type) {
      case "nil":
        return null;
      case "boolean":
      case "integer":
      case "float":
      case "string":
        return node.value;
      case "bytes":
        return new Bytes(Uint8Array.from(node.value, (char) => char.charCodeAt(0)));
      case "identifier":
        return this.#identifier(node.name, scope);
      case "pointer":
        return pointer(node.name, scope);
      case "unary":
        return unary(node.operator, await this.value(node.operand, scope));
      case "binary":
        return evaluateBinary(this, node, scope);
      case "chain":
        return this.#chain(node.body, scope);
      case "member":
        return this.#member(node, scope);
      case "slice": {
        const object = await this.value(node.object, scope);
        const to = node.to === undefined ? undefined : await this.value(node.to, scope);
        return slice(object, node.from === undefined ? undefined : await this.value(node.from, scope), to);
      }
      case "call":
        return this.#call(node, scope);
      case "builtin":
        if (predicates.has(node.name)) return evaluatePredicate(this, node, scope);
        return this.#builtin(node.name, await this.#values(node.arguments, scope));
      case "predicate":
        return this.value(node.body, scope);
      case "let": {
        if (this.#isFunction(node.name)) throw new Failure(`cannot redeclare function ${node.name}`);
        const value = await this.value(node.value, scope);
        return this.value(node.body, { outer: scope, name: node.name, value });
      }
      case "sequence": {
        let last: Value = null;
        for (const one of node.nodes) last = await this.value(one, scope);
        return last;
      }
      case "conditional":
        return this.value(truth(await this.value(node.test, scope)) ? node.then : node.otherwise, scope);
      case "array":
        this.hold(node.items.length);
        return this.#values(node.items, scope);
      case "map": {
        this.hold(node.pairs.length);
        const entries = new Map<Value, Value>();
        const pairs: [Value, Value][] = [];
        for (const pair of node.pairs)
          pairs.push([await this.value(pair.key, scope), await this.value(pair.value, scope)]);
        for (const [key, value] of pairs.reverse()) {
          if (typeof key !== "string") throw conversion(key, "string");
          entries.set(key, value); // upstream fills it from the end: of two values of one key the first stays
        }
        return new GoMap(entries);
      }
    }
  }

  async #values(nodes: readonly Node[], scope: Scope): Promise<Value[]> {
    const values: Value[] = [];
    for (const node of nodes) values.push(await this.value(node, scope));
    return values;
  }

  #isFunction(name: string): boolean {
    return (
      Object.hasOwn(this.#natives, name) || Object.hasOwn(this.#env.functions, name) || Object.hasOwn(builtins, name)
    );
  }

  #identifier(name: string, scope: Scope): Value {
    for (let at = scope; at !== undefined; at = at.outer) if ("name" in at && at.name === name) return at.value;
    if (name === "$env") return toGo(this.#env.variables);
    const kept = this.#variables.get(name);
    if (kept !== undefined) return kept;
    const value = Object.hasOwn(this.#env.variables, name) ? toGo(this.#env.variables[name]) : null;
    this.#variables.set(name, value);
    return value;
  }

  async #chain(body: Node, scope: Scope): Promise<Value> {
    try {
      const value = await this.value(body, scope);
      return isNil(value) ? null : value;
    } catch (error) {
      if (error instanceof ChainEnd) return null;
      throw error;
    }
  }

  async #member(node: Extract<Node, { type: "member" }>, scope: Scope): Promise<Value> {
    const object = await this.value(node.object, scope);
    if (node.optional && isNil(object)) throw new ChainEnd();
    return fetch(object, await this.value(node.property, scope));
  }

  async #call(node: Extract<Node, { type: "call" }>, scope: Scope): Promise<Value> {
    const { callee } = node;
    const args = await this.#values(node.arguments, scope);
    if (callee.type === "identifier" && !isBound(callee.name, scope)) {
      const { name } = callee;
      if (Object.hasOwn(this.#natives, name)) return (await this.#natives[name]?.(...args)) ?? null;
      const given = Object.hasOwn(this.#env.functions, name) ? this.#env.functions[name] : undefined;
      if (given !== undefined) return toGo(await given(...args.map((arg) => toPlain(arg))));
    }
    const called = await this.value(callee, scope);
    if (called === null) throw new Failure("invalid operation: cannot call nil");
    if (!(called instanceof GoFunction))
      throw new Failure(`invalid operation: cannot call non-function of type ${typeName(called)}`);
    return called.call(...args);
  }

  #builtin(name: string, args: Value[]): Value {
    if (name === "now") {
      if (this.#env.now === undefined) throw new Failure("now() has no time to give here", "now()");
      const now = GoTime.fromMilliseconds(this.#env.now.getTime());
      return nowIn(now, args[0]);
    }
    const work = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
    if (work === undefined) throw new Failure(`${name}() can't be evaluated here`, `${name}()`);
    const made = work(...args);
    if (Array.isArray(made) && grows.has(name)) this.hold(made.length);
    if (name === "repeat") this.hold((made as string).length);
    return made;
  }
}

const grows = new Set(["reverse", "concat", "flatten", "sort"]);

function isBound(name: string, scope: Scope): boolean {
  for (let at = scope; at !== undefined; at = at.outer) if ("name" in at && at.name === name) return true;
  return false;
}

function pointer(name: string, scope: Scope): Value {
  let at = scope;
  while (at !== undefined && "name" in at) at = at.outer;
  if (at === undefined) throw new Failure("cannot use pointer accessor outside predicate");
  if (name === "") return at.item;
  if (name === "index") return at.index;
  if (name === "acc") return at.accumulated;
  throw new Failure(`unknown pointer #${name}`);
}

function unary(operator: string, value: Value): Value {
  if (operator === "-") return negate(value);
  if (operator === "+") return value;
  return !truth(value);
}
