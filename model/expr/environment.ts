import type { Node } from "./ast.ts";
import { Failure } from "./runtime/evaluation-error.ts";
import { typeName, type Value } from "./runtime/value.ts";

/** What an expression may read and call. Plain values on both sides; a function may be asked to wait for. */
export interface ExprEnvironment {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly functions: Readonly<Record<string, (...args: unknown[]) => unknown | Promise<unknown>>>;
  /** Functions that get and give Go's values, as Kargo's own do; they hide `functions` of the same name. */
  readonly natives?: Natives;
  /** What `now()` gives; without it, asking for the time is an error. */
  readonly now?: Date;
}

/** Functions that get and give Go's values. */
export type Natives = Readonly<Record<string, (...args: Value[]) => Value | Promise<Value>>>;

/** What `let` and a predicate add to what an expression knows, innermost first. */
export type Scope =
  | { readonly outer: Scope; readonly name: string; readonly value: Value }
  | { readonly outer: Scope; readonly item: Value; readonly index: bigint; readonly accumulated: Value }
  | undefined;

/** What the parts of an evaluation ask of the whole. */
export interface Evaluator {
  value(node: Node, scope: Scope): Promise<Value>;
  /** @throws Failure when upstream's memory budget is used up */
  hold(size: number): void;
}

/** Go's assertion that a value is a bool. */
export function truth(value: Value): boolean {
  if (typeof value !== "boolean") throw conversion(value, "bool");
  return value;
}

export function conversion(value: Value, wanted: string): Failure {
  return new Failure(
    `interface conversion: interface {} is ${value === null ? "nil" : typeName(value)}, not ${wanted}`,
  );
}
