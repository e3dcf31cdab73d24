import type { Node } from "./ast.ts";
import { type Evaluator, type Scope, truth } from "./environment.ts";
import { isDescending, sorted } from "./runtime/builtin-lists.ts";
import { equal, mapKey } from "./runtime/equal.ts";
import { Failure } from "./runtime/evaluation-error.ts";
import { toBytes } from "./runtime/go-string.ts";
import { add } from "./runtime/numbers.ts";
import { Byte, elements, GoMap, typeName, type Value } from "./runtime/value.ts";

type Call = Extract<Node, { type: "builtin" }>;

/** The functions that take a predicate. Source: expr-lang/expr v1.17.8, compiler/compiler.go. */
export async function evaluatePredicate(evaluation: Evaluator, node: Call, scope: Scope): Promise<Value> {
  const [collection, predicate, third] = node.arguments;
  if (collection === undefined) throw new Failure(`not enough arguments to call ${node.name}`);
  const items = iterable(await evaluation.value(collection, scope));
  const at = (index: number, accumulated: Value = null): Promise<Value> => {
    const item = items[index] ?? null;
    if (predicate === undefined) return Promise.resolve(item);
    return evaluation.value(predicate, { outer: scope, item, index: BigInt(index), accumulated });
  };
  const find = async (backwards: boolean): Promise<number> => {
    for (let step = 0; step < items.length; step += 1) {
      const index = backwards ? items.length - 1 - step : step;
      if (truth(await at(index))) return index;
    }
    return -1;
  };
  const count = async (): Promise<number> => {
    let found = 0;
    for (let index = 0; index < items.length; index += 1) if (truth(await at(index))) found += 1;
    return found;
  };
  const all = async (): Promise<Value[]> => {
    const made: Value[] = [];
    for (let index = 0; index < items.length; index += 1) made.push(await at(index));
    return made;
  };
  switch (node.name) {
    case "all":
    case "none":
      for (let index = 0; index < items.length; index += 1)
        if (truth(await at(index)) !== (node.name === "all")) return false;
      return true;
    case "any":
      return (await find(false)) >= 0;
    case "one":
      return equal(BigInt(await count()), 1n);
    case "count":
      return BigInt(await count());
    case "filter": {
      const kept: Value[] = [];
      for (let index = 0; index < items.length; index += 1) if (truth(await at(index))) kept.push(items[index] ?? null);
      evaluation.hold(kept.length);
      return kept;
    }
    case "map":
      evaluation.hold(items.length);
      return all();
    case "sum": {
      let sum: Value = 0n;
      for (let index = 0; index < items.length; index += 1) sum = add(await at(index), sum);
      return sum;
    }
    case "find":
    case "findLast": {
      const index = await find(node.name === "findLast");
      return index < 0 ? null : (items[index] ?? null);
    }
    case "findIndex":
    case "findLastIndex": {
      const index = await find(node.name === "findLastIndex");
      return index < 0 ? null : BigInt(index);
    }
    case "groupBy":
      return grouped(items, await all());
    case "sortBy": {
      const order = third === undefined ? "asc" : await evaluation.value(third, scope);
      if (typeof order !== "string") throw new Failure("sortBy order argument must be a string");
      const descending = isDescending(order, "unknown order, use asc or desc");
      evaluation.hold(items.length);
      return sorted(items, await all(), descending);
    }
    case "reduce": {
      if (third === undefined && items.length === 0) throw new Failure("reduce of empty array with no initial value");
      let made = third === undefined ? (items[0] ?? null) : await evaluation.value(third, scope);
      for (let index = third === undefined ? 1 : 0; index < items.length; index += 1) made = await at(index, made);
      return made;
    }
    default:
      throw new Failure(`${node.name}() can't be evaluated here`, `${node.name}()`);
  }
}

/** What upstream's loop takes: lists, a text's bytes, and a map when it is empty. */
function iterable(value: Value): readonly Value[] {
  if (typeof value === "string") return Array.from(toBytes(value), (byte) => new Byte(byte));
  if (value instanceof GoMap && value.entries.size === 0) return [];
  const items = elements(value);
  if (items !== undefined) return items;
  throw new Failure(
    value instanceof GoMap
      ? "reflect: call of reflect.Value.Index on map Value"
      : `reflect: call of reflect.Value.Len on ${value === null ? "zero" : typeName(value)} Value`,
  );
}

function grouped(items: readonly Value[], keys: readonly Value[]): GoMap {
  const groups = new Map<Value, Value[]>();
  const type = "map[interface {}][]interface {}";
  const any = new GoMap(new Map(), type);
  for (const [index, item] of items.entries()) {
    const key = mapKey(keys[index] ?? null, any);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return new GoMap(groups, type);
}
