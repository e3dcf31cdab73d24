import { random } from "../support.ts";

/** Expressions made from the grammar by a fixed seed; about half of them broken afterwards by one small change. */
export function generated(count: number): readonly string[] {
  const { below } = random(20260701);
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;

  const atoms = (): readonly string[] => [
    ...["a", "b.c", "nil", "true", "1", "0x1F", "0b101", "0o17", "1_000", "1.5e3", ".5", '"s"', "'it'", "`raw`"],
    ...["[1, 2]", "{a: 1}", "[]", "{}", "a?.b", "a[0]", "a[1:]", "a[:2]", "$env", 'b"x"', "#", ".x", "now()"],
  ];
  const binary = [
    ...["+", "-", "*", "/", "%", "**", "^", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or", "in", "not in"],
    ...["contains", "startsWith", "endsWith", "matches", "not contains", "not matches", "..", "??", "|"],
  ];
  const predicates = ["all", "any", "none", "one", "filter", "map", "count", "find", "groupBy", "sortBy", "reduce"];

  const expression = (depth: number): string => {
    if (depth <= 0) return one(atoms());
    const inner = (): string => expression(depth - 1 - below(2));
    switch (below(13)) {
      case 0:
      case 1:
      case 2:
        return `${inner()} ${one(binary)} ${inner()}`;
      case 3:
        return `(${inner()})`;
      case 4:
        return `${one(["!", "not ", "-", "+"])}${inner()}`;
      case 5:
        return `${inner()} ? ${inner()} : ${inner()}`;
      case 6:
        return `${one(predicates)}(${inner()}, ${one(["", "{"])}${inner()}${one(["", "}"])})`;
      case 7:
        return `[${inner()}, ${inner()}${one(["", ","])}]`;
      case 8:
        return `{${one(["k", '"k"', "1", "(a)", "if"])}: ${inner()}}`;
      case 9:
        return `${inner()} | ${one(["len()", "map(#)", "upper()", "join(', ')", "f(1)", "count()"])}`;
      case 10:
        return `let x = ${inner()}; ${inner()}`;
      case 11:
        return `if ${inner()} { ${inner()} } else { ${inner()} }`;
      default:
        return `${one(["f", "len", "a.m", "::len"])}(${inner()})${one(["", ".x", "?.y", "[0]", "[1:2]", "?.[z]"])}`;
    }
  };

  const broken = (text: string): string => {
    const words = text.split(/(\s+|\b)/);
    const at = below(words.length);
    const change = below(4);
    if (change === 0) words.splice(at, 1);
    else if (change === 1) words.splice(at, 0, words[below(words.length)] ?? "");
    else if (change === 2) words.splice(at, 0, one([",", ")", "(", "]", "?", ":", ".", ";", "&", "=", "|", "#", "'"]));
    else words.splice(at, 1, one(atoms()));
    return words.join("");
  };

  return Array.from({ length: count }, (_, index) => {
    const text = expression(1 + below(4));
    return index % 2 === 0 ? text : broken(text);
  });
}
