/** Arithmetic as expr-lang does it on ints and floats. Source: expr-lang/expr v1.17.8, vm/runtime. */
import { Failure } from "./evaluation-error.ts";
import { compareTexts, joined } from "./go-string.ts";
import { GoDuration, GoTime } from "./time.ts";
import { Byte, typeName, type Value } from "./value.ts";

const lowest = -(2n ** 63n);

/** Wraps around as Go's int does. */
export function int(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** An int or a float; undefined for anything else. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return value instanceof Byte ? BigInt(value.value) : undefined;
}

/** Go's conversion of a number to int. */
export function toInt(value: Value): bigint {
  const number = numeric(value);
  if (number !== undefined) return truncated(number);
  if (value instanceof GoDuration) throw new Failure("invalid operation: int(time.Duration)");
  throw new Failure(`invalid operation: int(${typeName(value)})`);
}

/** What doesn't fit is the lowest int, as on the processors Kargo is built for. */
export function truncated(number: bigint | number): bigint {
  if (typeof number === "bigint") return number;
  if (!Number.isFinite(number) || Math.abs(number) >= 2 ** 63) return lowest;
  return BigInt(Math.trunc(number));
}

export function toFloat(value: Value): number {
  const number = numeric(value);
  if (number === undefined) throw new Failure(`invalid operation: float(${typeName(value)})`);
  return Number(number);
}

type Both = readonly [a: bigint, b: bigint] | readonly [a: number, b: number] | undefined;

/** Two numbers made one kind: ints when both are. */
function both(a: Value, b: Value): Both {
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) return undefined;
  return typeof left === "bigint" && typeof right === "bigint" ? [left, right] : [Number(left), Number(right)];
}

function mismatch(operator: string, a: Value, b: Value): Failure {
  return new Failure(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`);
}

function isInts(pair: NonNullable<Both>): pair is readonly [bigint, bigint] {
  return typeof pair[0] === "bigint";
}

export function add(a: Value, b: Value): Value {
  const pair = both(a, b);
  if (pair) return isInts(pair) ? int(pair[0] + pair[1]) : pair[0] + pair[1];
  if (typeof a === "string" && typeof b === "string") return joined(a, b);
  if (a instanceof GoTime && b instanceof GoDuration) return a.add(b.nanoseconds);
  if (a instanceof GoDuration && b instanceof GoTime) return b.add(a.nanoseconds);
  if (a instanceof GoDuration && b instanceof GoDuration) return new GoDuration(int(a.nanoseconds + b.nanoseconds));
  throw mismatch("+", a, b);
}

export function subtract(a: Value, b: Value): Value {
  const pair = both(a, b);
  if (pair) return isInts(pair) ? int(pair[0] - pair[1]) : pair[0] - pair[1];
  if (a instanceof GoTime && b instanceof GoTime) return a.since(b);
  if (a instanceof GoTime && b instanceof GoDuration) return a.add(-b.nanoseconds);
  if (a instanceof GoDuration && b instanceof GoDuration) return new GoDuration(int(a.nanoseconds - b.nanoseconds));
  throw mismatch("-", a, b);
}

export function multiply(a: Value, b: Value): Value {
  const pair = both(a, b);
  if (pair) return isInts(pair) ? int(pair[0] * pair[1]) : pair[0] * pair[1];
  const left = a instanceof GoDuration ? a.nanoseconds : numeric(a);
  const right = b instanceof GoDuration ? b.nanoseconds : numeric(b);
  if (left === undefined || right === undefined) throw mismatch("*", a, b);
  if (typeof left === "number" || typeof right === "number") return Number(left) * Number(right);
  return new GoDuration(int(left * right));
}

export function divide(a: Value, b: Value): number {
  const pair = both(a, b);
  if (!pair) throw mismatch("/", a, b);
  return Number(pair[0]) / Number(pair[1]);
}

export function modulo(a: Value, b: Value): bigint {
  const pair = both(a, b);
  if (!pair || !isInts(pair)) throw mismatch("%", a, b);
  if (pair[1] === 0n) throw new Failure("integer divide by zero");
  return int(pair[0] % pair[1]);
}

export function exponent(a: Value, b: Value): number {
  return power(toFloat(a), toFloat(b));
}

/** Go's math.Pow; ** differs where the base is 1 or -1 and the exponent has no end. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

export function negate(value: Value): Value {
  if (value instanceof Byte) return new Byte(-value.value & 0xff);
  if (typeof value === "bigint") return int(-value);
  if (typeof value === "number") return -value;
  throw new Failure(`invalid operation: - ${typeName(value)}`);
}

/** Less than 0, 0 or more; NaN when neither is true. */
export function compare(operator: string, a: Value, b: Value): number {
  const pair = both(a, b);
  if (pair) {
    if (pair[0] < pair[1]) return -1;
    return pair[0] > pair[1] ? 1 : pair[0] === pair[1] ? 0 : Number.NaN;
  }
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (a instanceof GoTime && b instanceof GoTime) return Number(a.nanoseconds - b.nanoseconds);
  if (a instanceof GoDuration && b instanceof GoDuration) return Number(a.nanoseconds - b.nanoseconds);
  throw mismatch(operator, a, b);
}

/** Go's strconv.ParseFloat; undefined for what it refuses. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?0x/i.test(text)) return hexFloat(text);
  if (!/^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?\d[\d_]*)?$/i.test(text)) return undefined;
  if (/^[+-]?_|_$|__|_[^\d]|[^\d]_/.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}

function hexFloat(text: string): number | undefined {
  const found = /^([+-]?)0x_?([\da-f_]*)\.?([\da-f_]*)p([+-]?\d+)$/i.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = "", part = "", power] = found;
  const digits = (whole + part).replaceAll("_", "");
  if (digits === "" || digits.length > 13) return undefined; // longer ones must be rounded; nobody writes them
  const scaled = Number.parseInt(digits, 16) * 2 ** (Number(power) - 4 * part.replaceAll("_", "").length);
  return Number.isFinite(scaled) ? (sign === "-" ? -scaled : scaled) : undefined;
}
