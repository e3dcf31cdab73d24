/** Expressions chosen by hand: every topic of the language's documentation, Kargo's functions, and the edges of both. */

const numbers = `
0 ¦ 42 ¦ 007 ¦ 1_000 ¦ 1__0 ¦ 1_ ¦ _1 ¦ 0x2A ¦ 0X2a ¦ 0x ¦ 0x_1 ¦ 0xG ¦ 0o52 ¦ 0O52 ¦ 0o8 ¦ 0o ¦ 0b101010 ¦ 0B1
0b2 ¦ 0b ¦ 0b1e1 ¦ 0o7e1 ¦ 0x1e5 ¦ 0x1.8 ¦ 3.14 ¦ .5 ¦ 5. ¦ 0. ¦ . ¦ .. ¦ 1.5e3 ¦ 1e ¦ 1e+ ¦ 1e5 ¦ 1E-5 ¦ 1.e5
.5e1 ¦ 1e400 ¦ 1e-400 ¦ 1.2.3 ¦ 1..2 ¦ 1...2 ¦ 1.. 2 ¦ .5..7 ¦ !.5.m ¦ .5.5 ¦ .0x1 ¦ -.5 ¦ 1._5 ¦ 1_.5 ¦ 1a ¦ 1.a ¦ 1.foo ¦ 9223372036854775807
9223372036854775808 ¦ -9223372036854775808 ¦ 0x7fffffffffffffff ¦ 0x8000000000000000 ¦ - 1 ¦ --1 ¦ +-1 ¦ -+-1`;

const texts = String.raw`
"hello" ¦ 'hello' ¦ "" ¦ '' ¦ "a ¦ 'a ¦ "a' ¦ "it's" ¦ 'it"s' ¦ "it\'s" ¦ 'it\'s' ¦ "say \"hi\"" ¦ 'say \"hi\"'
"\a\b\f\n\r\t\v\\" ¦ "\e" ¦ "\?" ¦ "\0" ¦ "\000" ¦ "\101" ¦ "\377" ¦ "\400" ¦ "\1" ¦ "\18" ¦ "\x41" ¦ "\x4" ¦ "\xg1"
"\X41" ¦ "\u00e9" ¦ "\u00e" ¦ "\u{e9}" ¦ "\u{1F600}" ¦ "\u{}" ¦ "\u{1234567}" ¦ "\u{110000}" ¦ "\u{10FFFF}"
"\U0001F600" ¦ "\U00110000" ¦ "\U0001" ¦ "\ud800" ¦ "\" ¦ "é日本" ¦ b"bytes" ¦ B'x' ¦ b"\xff" ¦ b"\u0041" ¦ b"\377"
b"\400" ¦ b"é" ¦ b"a ¦ b "a" ¦ bb"a" ¦ "a" "b" ¦ "a"[0] ¦ "a".b ¦ b"a"[0] ¦ "\u{1f600}" + '\''`;

const names = String.raw`
nil ¦ true ¦ false ¦ True ¦ null ¦ foo ¦ _foo ¦ $foo ¦ $env ¦ $env.foo ¦ $env["a b"] ¦ foo$ ¦ föö ¦ 日本 ¦ foo bar
foo-bar ¦ @foo ¦ ~a ¦ \a ¦ a;b ¦ a; ¦ ;a ¦ ; ¦ true.x ¦ true[0] ¦ nil.x ¦ nil?.x ¦ nil[0] ¦ 1.x ¦ 1[0] ¦ 1 .x
(1).x ¦ "a"?.b ¦ if ¦ else ¦ let ¦ not ¦ in ¦ and ¦ or ¦ matches`;

const listsAndMaps = `
[] ¦ [1] ¦ [1,] ¦ [1,2] ¦ [,] ¦ [1,,2] ¦ [1 2] ¦ [1 ¦ ] ¦ [1;2] ¦ [[1],[2,[3]]] ¦ {} ¦ {a:1} ¦ {a:1,} ¦ {,}
{a:1,,b:2} ¦ {a} ¦ {a:} ¦ {:1} ¦ {"a":1} ¦ {'a b':1} ¦ {1:2} ¦ {1e:2} ¦ {0x1:2} ¦ {1.5:2} ¦ {-1:2} ¦ {(1+1):2}
{(a)+b:1} ¦ {[1]:2} ¦ {true:1} ¦ {nil:1} ¦ {if:1} ¦ {in:1} ¦ {not:1} ¦ {a b:1} ¦ {a:1 b:2} ¦ {b"a":1}
{a:{b:{c:[1]}}}.a.b ¦ {a:1}["a"] ¦ [1,2][0] ¦ [1][-1] ¦ {a:1;b:2} ¦ {#:1}`;

const members = `
a.b ¦ a.b.c ¦ a . b ¦ a. ¦ .a ¦ a..b ¦ a.1 ¦ a.b1 ¦ a.not ¦ a.in ¦ a.if ¦ a.let ¦ a.true ¦ a.nil ¦ a."b" ¦ a.$b
a[b] ¦ a["b"] ¦ a[] ¦ a[1 ¦ a] ¦ a[0][1] ¦ a[b.c] ¦ a[1:2] ¦ a[:2] ¦ a[1:] ¦ a[:] ¦ a[::] ¦ a[1::2] ¦ a[1:2:3]
a[b:c] ¦ a[a?b:c] ¦ a[a?b:c:d] ¦ a[(1):(2)] ¦ a?.b ¦ a?.b.c ¦ a?.b?.c ¦ a?.[0] ¦ a?.["b"] ¦ a?.[1:2] ¦ a?. ¦ a?[0]
a? .b ¦ a ?. b ¦ a?.5 ¦ a?.5:1 ¦ a?.b() ¦ a?.b().c ¦ a.b() ¦ a.b().c() ¦ a.b(1,2,) ¦ a.b(,) ¦ (a?.b).c ¦ a?.b[0]
a[0]?.b ¦ a?.["b"]?.[0] ¦ a??.b ¦ a?.b ?? c ¦ a!.b ¦ a.#b ¦ a.b(c.d)[0].e ¦ foo.bar.baz ¦ a[;] ¦ a[let x = 1; x]
a[1,2]`;

const operators = `
1+2 ¦ 1 + 2 * 3 ¦ (1+2)*3 ¦ 1 + ¦ + 1 ¦ * 1 ¦ 1 * * 2 ¦ 2 ** 3 ¦ 2***3 ¦ 2 ** 3 ** 2 ¦ 2 ^ 3 ¦ -2 ** 2 ¦ 2 ** -1
7 % 3 ¦ 7 / 2 ¦ 1 - -1 ¦ 1 -- 1 ¦ a - b ¦ a == b ¦ a === b ¦ a = b ¦ a != b ¦ a !== b ¦ a <> b ¦ a < b ¦ a <= b
a =< b ¦ a > b ¦ a >= b ¦ 1 < 2 < 3 ¦ 1 < a <= b > c ¦ a == b == c ¦ a < b == c < d ¦ a =* b ¦ a && b ¦ a & b
a and b ¦ a AND b ¦ a || b ¦ a | b ¦ a or b ¦ a && b || c ¦ a and not b ¦ not a ¦ not not a ¦ !a ¦ !!a ¦ !a.b ¦ ! a
not(a) ¦ not a in b ¦ not (a in b) ¦ a in b ¦ a not in b ¦ a not  in b ¦ a not in ¦ a not b ¦ a not "in" b
a not 'x' b ¦ a not (in) b ¦ a not not in b ¦ a in b in c ¦ a in 1..3 ¦ a in [1,2] ¦ "a" in {a: 1}
a not in b and c ¦ -a not in b ¦ a + b not in c ¦ a not in b + c ¦ a ** b not in c ¦ a contains b ¦ a not contains b
a startsWith b ¦ a not startsWith b ¦ a endsWith b ¦ a not endsWith b ¦ a matches b ¦ a matches "^x$"
a matches "(" ¦ a not matches "x" ¦ a matches "(?=x)" ¦ a not == b ¦ a not && b ¦ a is b ¦ 1..3 ¦ 1..3..5
(1..3)[0] ¦ 1.5..2 ¦ a..b ¦ 1.. ¦ ..1 ¦ a ?? b ¦ a ?? b ?? c ¦ a ?? b + c ¦ (a ?? b) + c ¦ a + b ?? c
a + b ?? c + d ¦ a ?? b ? c : d ¦ a ?? b == c ¦ a ?? b && c ¦ a && b ?? c ¦ a ?? b | upper() ¦ -a ?? b ¦ a ?? -b
a ?? b.c ¦ a ?? b not in c ¦ a ?? ¦ ?? a ¦ a ? b ¦ a ? b : c ¦ a ? b : c ? d : e ¦ a ? b ? c : d : e ¦ a ?: b
a ? : b ¦ a ?: ¦ a ? b : ¦ (a ? b : c) ? d : e ¦ a ? b : c | upper() ¦ a ? .5 : 1 ¦ a?b::c() ¦ a:b ¦ a,b ¦ 1 2
"a" + 1 ¦ 1 + "a" ¦ "a" - "b" ¦ true + 1 ¦ not 1 ¦ -"a" ¦ 1 and true ¦ "a" < 1 ¦ 1 < "a" ¦ [1] + [2] ¦ nil + 1
nil == 1 ¦ 1 == "a" ¦ 1 in "a" ¦ "a" in "abc" ¦ 1 matches "a" ¦ "a" matches 1 ¦ 1.5 % 2 ¦ {a:1} + 1`;

const functionsAndPipes = `
f() ¦ f(1) ¦ f(1,) ¦ f(,) ¦ f(1,,2) ¦ f(1 2) ¦ f(1 ¦ f) ¦ f (1) ¦ f()() ¦ f().a ¦ f()[0] ¦ (f)() ¦ f(a, b)(c)
::f() ¦ ::len([1]) ¦ ::f ¦ :: ¦ a::f() ¦ :: len([1]) ¦ ::f().x ¦ len([1,2]) ¦ len() ¦ len(1, 2) ¦ len(1) ¦ len
len.x ¦ upper('a') ¦ upper(1) ¦ upper() ¦ upper('a','b') ¦ trim(' a ') ¦ trim('a','b') ¦ trim('a','b','c')
split('a,b', ',') ¦ split('a') ¦ split('a','b',1,2) ¦ replace('a','b','c') ¦ replace('a','b')
replace('a','b','c',1,2) ¦ join(['a'], ',') ¦ join(['a']) ¦ join() ¦ join(['a'],',',1) ¦ repeat('a', 2)
repeat('a') ¦ indexOf('a','b') ¦ indexOf('a') ¦ hasPrefix('a','b') ¦ int('1') ¦ int() ¦ int([]) ¦ float(1)
string(1) ¦ string() ¦ type(1) ¦ abs(-1) ¦ abs('a') ¦ ceil(1.5) ¦ round() ¦ max(1,2) ¦ max() ¦ max([1]) ¦ min(1)
mean([1]) ¦ median() ¦ toJSON(1) ¦ toJSON() ¦ fromJSON('1') ¦ fromJSON(1) ¦ toBase64('a') ¦ fromBase64('a') ¦ now()
now(1) ¦ now(a) ¦ now(timezone('UTC')) ¦ duration('1h') ¦ duration() ¦ date('2024-01-01') ¦ date()
date('a','b','c') ¦ date('a','b','c','d') ¦ date(timezone('UTC'),'a','b','c') ¦ date(1,2,3,4,5) ¦ timezone('UTC')
timezone() ¦ first([1]) ¦ last([1]) ¦ first(1) ¦ get({a:1},'a') ¦ get({a:1}) ¦ get(a,b,c) ¦ take([1],1) ¦ take([1])
keys({}) ¦ keys([]) ¦ values({}) ¦ toPairs({}) ¦ fromPairs([]) ¦ reverse([1]) ¦ reverse(1) ¦ uniq([1])
concat([1],[2]) ¦ concat() ¦ concat(1) ¦ flatten([[1]]) ¦ flatten() ¦ sort([1]) ¦ sort([1],'desc') ¦ sort()
sort([1],'desc',1) ¦ bitand(1,2) ¦ bitand(1) ¦ bitnot(1) ¦ bitnot(1,2) ¦ bitshl(1,2) ¦ filter([1], # > 0)
filter([1]) ¦ filter() ¦ filter([1], #, 1) ¦ filter([1], #,) ¦ filter([1] #) ¦ filter(a, .b) ¦ filter(a, .b.c > 1)
filter(a, .) ¦ filter(a, #.b) ¦ filter(a, # .b) ¦ filter(a, #?.b) ¦ filter(a, #[0]) ¦ filter(a, {#})
filter(a, {#;}) ¦ filter(a, {let x = #; x > 1}) ¦ filter(a, let x = #; x > 1) ¦ filter(a, # ; #) ¦ filter(a, {b: 1})
filter(a, {{b: 1}}) ¦ filter(a, {) ¦ filter(a, }) ¦ filter(1..9, # % 2 == 0) ¦ filter(1, #) ¦ filter([1], 'x')
map([1], # * 2) ¦ map(a, .b) ¦ map(a, {.b}) ¦ map([1], #index) ¦ map([1], #acc) ¦ map([1], # index) ¦ map(a, #in)
map(a, # in [1]) ¦ map(a, ##) ¦ map(a, 1) ¦ all(a, # > 1) ¦ any(a, #) ¦ none(a, #) ¦ one(a, #) ¦ one([1], 2)
count(a) ¦ count(a, #) ¦ count(a,) ¦ count() ¦ sum([1]) ¦ sum([1], # * 2) ¦ sum(a,) ¦ find(a, #) ¦ findIndex(a, #)
findLast(a, #) ¦ findLastIndex(a, #) ¦ groupBy(a, .b) ¦ sortBy(a, .b) ¦ sortBy(a, .b, 'desc')
sortBy(a, .b, 'desc',) ¦ sortBy(a, .b, 1) ¦ sortBy(a) ¦ sortBy(a, .b, 'desc', 1) ¦ reduce(a, #acc + #)
reduce(a, #acc + #, 0) ¦ reduce(a, #,) ¦ reduce(a, #index) ¦ # ¦ #a ¦ .a ¦ # + 1 ¦ a | len() ¦ a | len ¦ a | 1 ¦ a |
| len() ¦ a | len() | string() ¦ a | map(#) ¦ a | map(#) | filter(# > 1) | len() ¦ a | map() ¦ a | count()
a | count(#) ¦ a | reduce(#acc) ¦ a | sortBy(#, 'desc') ¦ a | f() ¦ a | f(1, 2) ¦ a | f().x ¦ (a | f()).x
a | a.f() ¦ a | ::len() ¦ a + b | f() ¦ a | upper() + 'b' ¦ a || len() ¦ a | upper('x')
a | split(',') | map(upper(#)) ¦ map(a, map(#, # + 1)) ¦ map(a, filter(#.b, .c)) ¦ map(a, .b | upper())
filter(a, # not in [1]) ¦ filter(a, not #.b) ¦ map(map(a, #), #) ¦ count(a, # > 1) > 2 ¦ any(a, .b == 'x') ? 1 : 2
filter(a, len(#) > 2) ¦ f(#) ¦ len(#) ¦ map(a, f(#)) ¦ map(a, [#, .b]) ¦ map(a, {{k: #}}) ¦ map(1..3, #)[0]
map([1], #).x ¦ filter(a, .b)[0].c ¦ not any(a, #) ¦ any([true, false], #) ¦ map(['a'], upper(#))
'a,b' | split(',') | len()`;

const statements = `
let x = 1; x ¦ let x = 1; x + 1 ¦ let x = 1; ¦ let x = 1 ¦ let x; x ¦ let = 1; x ¦ let x == 1; x ¦ let x=*1; x
let 1 = 2; 3 ¦ let x = 1; let y = 2; x + y ¦ let x = let y = 1; y; x ¦ let x = (let y = 1; y); x ¦ 1 + let x = 1; x
(let x = 1; x) + 1 ¦ let x = 1; let x = 2; x ¦ let len = 1; len ¦ let true = 1; true ¦ let if = 1; 2 ¦ let x = 1, x
let $env = 1; 2 ¦ let x = 1; y ¦ let f = 1; f() ¦ let imageFrom = 1; 2 ¦ let map = 1; 2 ¦ let ctx = 1; ctx
if a {1} else {2} ¦ if a {1} ¦ if a {} else {2} ¦ if {1} else {2} ¦ if a {1} else if b {2} else {3}
if a {1} else if b {2} ¦ if (a) {1} else {2} ¦ if a {1} else {2} + 3 ¦ (if a {1} else {2}) + 3
1 + if a {1} else {2} ¦ if a {let x = 1; x} else {2} ¦ if a {1;2} else {3} ¦ if a {1;} else {2} ¦ if a 1 else 2
if 1 {1} else {2} ¦ if a {1} else {2}; 3 ¦ let x = if a {1} else {2}; x ¦ a ? (if b {1} else {2}) : 3
[if a {1} else {2}] ¦ if a {1} else {2}.x ¦ else {1} ¦ 1 // comment ¦ // comment ¦ 1 /* a */ + 2 ¦ /* a */ ¦ 1 /* a
1 /* a * / b */ ¦ /**/1 ¦ /*/1 ¦ 1 / /* a */ 2 ¦ /* /* */ 1 ¦ a // b ? c ¦ # comment ¦ 1; 2 ¦ 1; 2; ¦ 1;;2 ¦ (1; 2)
(1;) ¦ f(1; 2) ¦ [(1; 2)] ¦ () ¦ ((1)) ¦ (1 ¦ 1) ¦ (a)(b) ¦ (a).b ¦ ((((((((((1)))))))))) ¦ !(a && !(b || c))
a ? b : c; d`;

const kargo = `
quote(1) ¦ quote() ¦ quote(1, 2) ¦ quote(imageFrom('a').Tag) ¦ unsafeQuote(1) ¦ asJSON(a) ¦ asYAML()
imageFrom('a') ¦ imageFrom() ¦ imageFrom(1) ¦ imageFrom(vars.image) ¦ imageFrom('a', 'b')
imageFrom('a', warehouse('w')) ¦ imageFrom('a', warehouse('w'), 1) ¦ imageFrom('a').Tag ¦ imageFrom('a').tag
imageFrom('a').Tagg ¦ imageFrom('a').RepoURL ¦ imageFrom('a')['Tag'] ¦ imageFrom('a')['tag']
imageFrom('a')?.Digest ¦ imageFrom('a')?.digest ¦ imageFrom('a').Annotations['x'] ¦ imageFrom('a').Annotations.x
imageFrom('a').Tag.x ¦ imageFrom('a').Tag + 1 ¦ imageFrom('a').Tag + ':' + ctx.stage ¦ commitFrom('a').ID
commitFrom('a').id ¦ commitFrom('a').ID[:7] ¦ commitFrom('a').Message matches 'x'
commitFrom('a', warehouse('w')).Branch ¦ commitFrom() ¦ commitFrom(nil) ¦ commitFrom([1]) ¦ chartFrom('a').Version
chartFrom('a', 'b').version ¦ chartFrom('a', 'b', warehouse('w')).Name ¦ chartFrom('a', warehouse('w')).Name
chartFrom('a', 'b', 'c') ¦ chartFrom('a', 'b', warehouse('w'), 1) ¦ artifactFrom('a').Version
artifactFrom('a').metadata ¦ artifactFrom('a').Metadata.x.y ¦ warehouse('a') ¦ warehouse() ¦ warehouse('a').Name
warehouse('a').name ¦ configMap('a').b ¦ configMap() ¦ configMap('a')['b'] ¦ secret('a').b.c ¦ secret('a')[1]
secret('a', 'b') ¦ sharedSecret('a').b ¦ sharedConfigMap('a').b
freightMetadata(ctx.targetFreight.name)?.config?.x ?? 300 ¦ freightMetadata('a', 'b')
stageMetadata(ctx.stage)['x'] ?? 'd' ¦ stageMetadata() ¦ success() ¦ success(1) ¦ failure() ¦ failure() && always()
always('x') ¦ status('a') == 'Succeeded' ¦ status() ¦ status(1) ¦ status('a', 'b') ¦ success() + 1 ¦ success
not success() ¦ semverDiff('1.0.0', '2.0.0') == 'Major' ¦ semverDiff('1') ¦ semverDiff('1', 2)
semverParse('1.0.0').IncMinor().String() ¦ semverParse('1').Major() > 1 ¦ semverParse('1').major()
semverParse('1').Major ¦ semverParse() ¦ semverParse(outputs['read-version'].currentVersion).IncPatch()
'v' + semverParse('1').IncMajor() ¦ imageFrom(vars.a).Tag | upper() ¦ vars.image | imageFrom()
(vars.image | imageFrom()).Tag ¦ commitFrom(vars.repo).ID[0:7] + '-' + ctx.stage ¦ unknown('a') ¦ unknown ¦ ctx()`;

/** What can't stand in a list like those above: backticks, newlines, odd spaces. */
const odd = [
  "",
  "  ",
  "\n",
  "\t1\r\n",
  "\u00a01",
  "\u20281",
  "\ufeff1",
  '"\\',
  '"a\nb"',
  '"a\rb"',
  '"a\r\nb"',
  '"\\\n"',
  "`raw`",
  "`a\nb`",
  "`a\\n`",
  "`a``b`",
  "``",
  "```",
  "````",
  "`a",
  "`a``",
  "'`'",
  '"\\`"',
  "a`b",
  "{`k`:1}",
  "1 // a\n+ 2",
  "1 +// a\n2",
];

export const chosen: readonly string[] = [
  ...[numbers, texts, names, listsAndMaps, members, operators, functionsAndPipes, statements, kargo].flatMap((topic) =>
    topic.split(/ ¦ |\n/).filter((row) => row !== ""),
  ),
  ...odd,
];
