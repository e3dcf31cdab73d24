import { type Random, random, split } from "../support.ts";

interface Question {
  readonly kind: "constraint" | "strict" | "coerced";
  readonly text: string;
}

/** What Masterminds/semver is asked: edges chosen by hand, then texts put together from pieces by a seeded generator. */
export function semverRows(): readonly Question[] {
  const { constraint, version } = generator(random(20260717));
  const many = (count: number, make: () => string) => Array.from({ length: count }, make);
  return [
    ...[...new Set([...constraints, ...many(420, constraint)])].map((text) => ({ kind: "constraint", text }) as const),
    ...[...new Set([...versions, ...many(120, version)])].flatMap((text) => [
      { kind: "strict", text } as const,
      { kind: "coerced", text } as const,
    ]),
  ];
}

const constraints = [
  // the reference's B16
  ...["^1.x.y.z", ">=1 <", "1 - 2 || x", "latest"],
  // operators
  ...split("1 =1 ==1 !=1 <>1 >1 <1 >=1 =>1 <=1 =<1 ~1 ~>1 ~=1 ^1 ^^1 !1 =!1"),
  ...split("> = ^ ~> 1= 1>=2 >1<2"),
  ...["> =1", "> = 1", "< = 1", ">= 1.2.3", "^ 1", "~ 1", "~  >1", "!= 1", "=\t1"],
  // and, or
  ...split(">=1,<2 >=1,,<2 ,>=1 >=1, >=1;<2"),
  ...[">=1 <2", ">=1, <2", ">=1 , <2", ">=1 ,<2", ">=1, ,<2", ">=1 && <2"],
  ...split("1||2 1|2 | || ||| 1||2||3"),
  ...["1 || 2", "1 | 2", "1 ||", "|| 1", "1 || || 2", "1 ||| 2", "1 2 3", "1\n2"],
  ...["1 or 2", "1 and 2", "(1 || 2)", "1 || >=2 <3, !=2.5", ">=1 <2 || ", "x||y"],
  // hyphen ranges
  ...split("1-2"),
  ...["1 - 2", "1.2 - 2.3.4", "1.2.3 - 2", "1 -2", "1- 2", "1 - ", " - 2", "1 - 2 - 3", "1 - 2 3 - 4", "1 - 2, 3"],
  ...split("1 - 2 ,3;>=1 - 2;1 - >2;1 - 2 || 3 - 4;3||1 - 2;3 || 1 - 2;1 - x;x - 1;v1 - v2;1.2.3.4 - 5", ";"),
  ...split("1.2.3-a - 2.0.0-b;1  -  2; 1 - 2 ;1 -  - 2;1 - 2-;^1 - 2;1 - 2.x;1 - 2.x.y;2 - 1", ";"),
  ...["1\t-\t2", "1 \u{2013} 2"],
  // wildcards
  ...split("* x X x.x x.x.x x.x.x.x *.*.* 1.* 1.x 1.X 1.x.x 1.x.5 1.2.x 1.2.* x.1.2 *.1"),
  ...split("1.xx xx ** 1x 1.2x 1.x.y 1.x.xx 1.2.xx x.| 1.x.| 1.| x.zz y vx v* V1 >x !=x ^x ~* >=*"),
  ...["x-alpha", "1.x-alpha", "1.x-alpha.01", "1.2.x+meta", "*-0", "x.x.x-rc.1"],
  // prereleases and metadata
  ...split("1.2.3-alpha 1.2.3-alpha.1 1.2.3- 1.2.3-.a 1.2.3-a. 1.2.3-a..b 1.2.3-01 1.2.3-0 1.2.3-00"),
  ...split("1.2.3-a.01"),
  ...split("1.2.3-01a 1.2.3-- 1.2.3---1 1.2.3-a_b 1.2.3+meta 1.2.3+ 1.2.3+a.b 1.2.3+a..b 1.2.3+01 1.2.3-a+b"),
  ...["1.2.3-ä"],
  ...split("1.2.3+a-b 1.2.3+a+b 1.2-alpha 1-alpha 1-0 1+meta ^1.2.3-0 >=1.0.0-0 >=1-0 >1.2-01"),
  ...["~1.2.3-rc.1, <2"],
  // v prefix, spaces, numbers
  ...split("v1 v1.2.3 >=v1 vv1"),
  ...["v 1", " 1", "1 ", "\t1\n", "  >=  1  <  2  ", "\u00a01", "1\u00a02", "1\v2", "1\f2", "\u20031", "1\r\n"],
  ...split("01 01.02.03 1.02 00 1. .1 1..2 1.2. 1.2.3. 1.2.3.4 1.2.3.x -1 +1 1e3 0x1 1,2 1.2,3 1_000"),
  ...split("18446744073709551615 18446744073709551616 1.18446744073709551616 1.2.18446744073709551616"),
  ...split("99999999999999999999.x"),
  ...split("x.99999999999999999999 1.2.3-99999999999999999999 000000000000000000000000000001"),
  ...["9".repeat(300), `1.2.3-${"a".repeat(300)}`],
  // what people write who know another grammar
  ...split(`[1.0,2.0) (,1.0] @1 "1" '^1' main sha256:00`),
  ...["", " ", "~> 1.2", "1.2.3 - 2.x || ^3", "1.0.0 .. 2.0.0", "latest || ^1"],
  ...split("*. a 1.a 1.2.a ^a.b.c ^1.2.3.beta"),
  ...["${{ vars.range }}", "^1.2.3 # comment", "^1.2\u200b.3", "＞=1", "≥1", "１.２", "1。2"],
];

const versions = [
  ...split("1.2.3 v1.2.3 vv1.2.3 V1.2.3 1 1.2 v1 v1.2 1.2.3.4 01.2.3 1.02.3 1.2.03 0.0.0 00.0.0"),
  ...[""],
  ...split("1.2.3-alpha 1.2.3-alpha.1 1.2.3-01 1.2.3-0a 1.2.3- 1.2.3+ 1.2.3-+ 1.2.3-a..b 1.2.3+a.b"),
  ...split("1.2.3+a..b 1.2.3+a_b"),
  ...split("1.2-alpha 1-alpha 1+meta 1.2.3-a+b 1.2.3-a-b--c 1.2.3+01 1.2.x x * latest main v ."),
  ...["1.2.3 ", " 1.2.3"],
  ...split("18446744073709551615.0.0 18446744073709551616.0.0 1.18446744073709551616.0"),
  ...split("1.0.18446744073709551616 1.2.3-99999999999999999999"),
  ...split("20260717 2026.07.17 1234567 abc1234 1a2b3c4 7e5 1..3 1.2. .1.2 -1.2.3 +1.2.3 1,2,3"),
  ...["1.2.3\n", "1.2.3\u200b", "１.2.3"],
];

/** Mostly right, often nearly right: pieces of the grammar in an order that it may or may not allow. */
function generator({ below, of }: Random) {
  const part = () => of(["0", "1", "2", "10", "07", "x", "X", "*", "1x", "99999999999999999999", "|"]);
  const usual = () => of(["0", "1", "2", "3", "10", "x", "*"]);
  const number = () => (below(12) === 0 ? part() : usual());
  const extra = () =>
    below(4) > 0
      ? ""
      : of(["-alpha", "-rc.1", "-0", "-01", "-a.b-c", "-", "-a..b", "+m", "-a+b.c", "+", "-a.0", "+m.01"]);
  const plain = () => {
    const parts = Array.from({ length: of([1, 2, 3, 3, 3, below(12) === 0 ? 4 : 3]) }, number);
    return of(["", "", "", "v"]) + parts.join(".") + extra();
  };
  const operator = () =>
    of(["", "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", below(6) === 0 ? "==" : "^"]);
  const space = () => of(["", "", "", " ", " ", "  ", "\t"]);
  const range = () => `${plain()}${of([" - ", " - ", "  - ", " -", "- "])}${plain()}`;
  const one = () => (below(7) === 0 ? range() : operator() + space() + plain());
  const and = () => of([" ", " ", ", ", ",", " , ", "  ", below(5) === 0 ? ",," : " ", below(5) === 0 ? "" : " "]);
  const or = () => of(["||", " || ", " || ", "|| ", below(5) === 0 ? " | " : " || "]);
  const constraint = () => {
    let text = space() + one();
    for (let more = below(4); more > 0; more -= 1) text += (below(3) === 0 ? or() : and()) + one();
    return text + space();
  };
  return { constraint, version: plain };
}
