/** expr-lang's functions on numbers. Source: expr-lang/expr v1.17.8, builtin/lib.go. */
import type { Builtin } from "./builtin-texts.ts";
import { Failure } from "./evaluation-error.ts";
import { compare, int, numeric, parseFloat64, truncated } from "./numbers.ts";
import { GoDuration } from "./time.ts";
import { elements, typeName, type Value } from "./value.ts";

const largest = 2n ** 63n - 1n;

export const numbers: Readonly<Record<string, Builtin>> = {
  abs: (value = null) => {
    const number = needed("abs", value);
    return number < 0 ? (typeof number === "bigint" ? int(-number) : -number) : number;
  },
  ceil: (value = null) => Math.ceil(Number(needed("ceil", value))),
  floor: (value = null) => Math.floor(Number(needed("floor", value))),
  round: (value = null) => round(Number(needed("round", value))),
  int: (value = null) => {
    const number = numeric(value);
    if (number !== undefined) return truncated(number);
    if (value instanceof GoDuration) return value.nanoseconds;
    if (typeof value !== "string") throw new Failure(`invalid operation: int(${typeName(value)})`);
    const whole = /^[+-]?\d+$/.test(value) ? BigInt(value.replace(/^\+/, "")) : undefined;
    if (whole === undefined || whole > largest || whole < -largest - 1n)
      throw new Failure(`invalid operation: int(${value})`);
    return whole;
  },
  float: (value = null) => {
    const number = numeric(value);
    if (number !== undefined) return Number(number);
    const parsed = typeof value === "string" ? parseFloat64(value) : undefined;
    if (parsed === undefined)
      throw new Failure(`invalid operation: float(${typeof value === "string" ? value : typeName(value)})`);
    return parsed;
  },
  max: (...args) => extreme("max", -1, args),
  min: (...args) => extreme("min", 1, args),
  mean: (...args) => {
    const all = floats("mean", args);
    return all.length === 0 ? 0 : all.reduce((sum, one) => sum + one, 0) / all.length;
  },
  median: (...args) => {
    const all = floats("median", args).sort((a, b) => a - b);
    const middle = Math.floor(all.length / 2);
    if (all.length === 0) return 0;
    return all.length % 2 === 1 ? (all[middle] ?? 0) : ((all[middle - 1] ?? 0) + (all[middle] ?? 0)) / 2;
  },
  bitand: bits("bitand", (a, b) => a & b),
  bitor: bits("bitor", (a, b) => a | b),
  bitxor: bits("bitxor", (a, b) => a ^ b),
  bitnand: bits("bitnand", (a, b) => a & ~b),
  bitshl: bits("bitshl", (a, b) => (b > 63n ? 0n : a << shift(b))),
  bitshr: bits("bitshr", (a, b) => a >> (b > 63n ? 63n : shift(b))),
  bitushr: bits("bitushr", (a, b) => (b > 63n ? 0n : BigInt.asUintN(64, a) >> shift(b))),
  bitnot: (value = null) => ~whole("bitnot", value),
};

function needed(name: string, value: Value): bigint | number {
  const number = numeric(value);
  if (number === undefined) throw new Failure(`invalid argument for ${name} (type ${typeName(value)})`);
  return number;
}

/** Halves away from zero; a large float is whole already. */
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function extreme(name: string, wanted: number, args: readonly Value[]): Value {
  let found: Value = null;
  const take = (one: Value): void => {
    if (found === null || Math.sign(compare("<", found, one)) === wanted) found = one;
  };
  for (const arg of args) {
    const list = elements(arg);
    if (list !== undefined) {
      for (const one of list) {
        const nested = elements(one) === undefined ? needed(name, one) : extreme(name, wanted, [one]);
        if (nested !== null) take(nested);
      }
    } else if (numeric(arg) !== undefined || arg instanceof GoDuration) take(arg);
    else if (args.length === 1) return arg;
    else needed(name, arg);
  }
  return found;
}

function floats(name: string, args: readonly Value[]): number[] {
  return args.flatMap((arg) => {
    if (arg instanceof GoDuration) return [Number(arg.nanoseconds)];
    const list = elements(arg);
    return list === undefined ? [Number(needed(name, arg))] : floats(name, list);
  });
}

function whole(name: string, value: Value): bigint {
  if (typeof value === "bigint") return value;
  const number = numeric(value);
  if (typeof number === "bigint") return number;
  throw new Failure(`cannot use ${typeName(value)} as argument (type int) to call ${name}`);
}

function bits(name: string, work: (a: bigint, b: bigint) => bigint): Builtin {
  return (a = null, b = null) => int(work(whole(name, a), whole(name, b)));
}

function shift(count: bigint): bigint {
  if (count < 0n) throw new Failure(`invalid operation: negative shift count ${count} (type int)`);
  return count;
}
