import * as nature from "./natures.ts";
import { Failure } from "./runtime/evaluation-error.ts";

type Nature = nature.Nature;
type Kinds = readonly Nature["kind"][];

const text: Kinds = ["string"];
const whole: Kinds = ["int"];
const number: Kinds = ["int", "float"];
const list: Kinds = ["array", "bytes"];
const map: Kinds = ["map"];
const measured: Kinds = ["int", "float", "time.Duration", "array", "bytes"];
const sized: Kinds = ["string", "array", "bytes", "map"];
/** Nothing is refused. */
const any: Kinds = [];

const texts = nature.arrayOf(nature.string);
const things = nature.arrayOf(nature.unknown);
const time: Nature = { kind: "time.Time" };

/** What each argument may be, the last for all that follow, and what comes out. */
const table: Readonly<Record<string, readonly [result: Nature, ...parameters: Kinds[]]>> = {
  ...{ len: [nature.int, sized], type: [nature.string, any], string: [nature.string, any] },
  ...{ abs: [nature.unknown, number], ceil: [nature.float, number], floor: [nature.float, number] },
  ...{ round: [nature.float, number], int: [nature.int, ["int", "float", "string", "time.Duration"]] },
  ...{ float: [nature.float, ["int", "float", "string"]], trim: [nature.string, text] },
  ...{ trimPrefix: [nature.string, text], trimSuffix: [nature.string, text] },
  ...{ upper: [nature.string, text], lower: [nature.string, text] },
  ...{ split: [texts, text, text, whole], splitAfter: [texts, text, text, whole] },
  ...{ replace: [nature.string, text, text, text, whole], repeat: [nature.string, text, whole] },
  ...{ join: [nature.string, list, text], indexOf: [nature.int, text], lastIndexOf: [nature.int, text] },
  ...{ hasPrefix: [nature.bool, text], hasSuffix: [nature.bool, text] },
  ...{ max: [nature.unknown, measured], min: [nature.unknown, measured] },
  ...{ mean: [nature.unknown, measured], median: [nature.unknown, measured] },
  ...{ toJSON: [nature.string, any], fromJSON: [nature.unknown, text] },
  ...{ toBase64: [nature.string, text], fromBase64: [nature.string, text] },
  ...{ now: [time, ["location"]], duration: [{ kind: "time.Duration" }, text], date: [time, any] },
  ...{ timezone: [{ kind: "location" }, text], first: [nature.unknown, list], last: [nature.unknown, list] },
  ...{ take: [things, list, whole], keys: [things, map], values: [things, map], toPairs: [things, map] },
  ...{ fromPairs: [nature.unknown, list], reverse: [things, list], uniq: [things, list] },
  ...{ concat: [things, list], flatten: [things, list], sort: [things, list, text] },
  ...{ bitand: [nature.int, whole], bitor: [nature.int, whole], bitxor: [nature.int, whole] },
  ...{ bitnand: [nature.int, whole], bitshl: [nature.int, whole], bitshr: [nature.int, whole] },
  ...{ bitushr: [nature.int, whole], bitnot: [nature.int, whole] },
};

/**
 * What a function of the language comes to. Source: expr-lang/expr v1.17.8, builtin/builtin.go.
 *
 * @throws Failure when an argument can't be what it certainly is
 */
export function builtinNature(name: string, given: readonly Nature[]): Nature {
  if (name === "get") return element(given);
  if (name === "now" && given[0]?.kind === "unknown")
    throw new Failure("invalid number of arguments (expected 0, got 1)");
  const [result = nature.unknown, ...parameters] = table[name] ?? [];
  for (const [index, one] of given.entries()) {
    const allowed = parameters[index] ?? parameters.at(-1) ?? any;
    if (one.kind === "unknown" || allowed === any || allowed.includes(one.kind)) continue;
    throw new Failure(`cannot use ${nature.natureName(one)} as argument (type ${allowed[0]}) to call ${name}`);
  }
  return result;
}

function element([base = nature.unknown, key = nature.unknown]: readonly Nature[]): Nature {
  if (base.kind === "unknown") return base;
  const wanted = nature.isArray(base) ? "int" : base.kind === "map" ? "string" : undefined;
  if (wanted === undefined) throw new Failure(`type ${nature.natureName(base)} does not support indexing`);
  if (key.kind !== "unknown" && key.kind !== wanted)
    throw new Failure(`cannot use ${nature.natureName(key)} to get an element from ${nature.natureName(base)}`);
  return base.element ?? nature.unknown;
}
