/** Expressions to evaluate, a line or ` ¦ ` between them, and the variables that they read. */

const variables: Readonly<Record<string, unknown>> = {
  n: 3,
  half: 2.5,
  big: 1e21,
  small: 1e-7,
  negative: -4,
  on: true,
  off: false,
  text: "Hello, World",
  wide: "héllo 日本 😀",
  empty: "",
  number: "42",
  absent: null,
  list: [3, 1, 2],
  texts: ["b", "a", "c"],
  mixed: [1, "a", true, null],
  nested: [[1, [2]], [3]],
  nothing: [],
  box: { a: 1, b: "x", c: null, "d e": { f: [1, 2] } },
  people: [
    { name: "Ann", age: 30, tags: ["x"] },
    { name: "Bob", age: 25, tags: [] },
    { name: "Cid", age: 30, tags: ["x", "y"] },
  ],
};

const operators = String.raw`
1 + 2 ¦ 1 + 2.5 ¦ n + 1 ¦ n + half ¦ 1 - 5 ¦ n - 1 ¦ 2 * 3 ¦ n * 2 ¦ 7 / 2 ¦ 6 / 3 ¦ 1 / 0 ¦ -1 / 0 ¦ 0 / 0 ¦ n / 2
7 % 3 ¦ -7 % 3 ¦ 7 % -3 ¦ n % 2 ¦ 1 % 0 ¦ int(n) % 2 ¦ 7.5 % 2 ¦ 2 ** 10 ¦ 2 ^ 3 ¦ 2 ** -1 ¦ n ** 2 ¦ 2 ** 0.5 ¦ 1 ** half
-n ¦ --n ¦ +n ¦ +text ¦ -text ¦ -absent ¦ - -5 ¦ -(2 + 3) ¦ 2 + 3 * 4 ¦ (2 + 3) * 4 ¦ -2 ** 2 ¦ 2 ** 3 ** 2
9223372036854775807 + 1 ¦ -9223372036854775807 - 2 ¦ 9223372036854775807 * 2 ¦ 9007199254740993 ¦ 9007199254740993 + 0.0
0.1 + 0.2 ¦ 1e21 ¦ 1e20 ¦ 1e-7 ¦ 1e-6 ¦ 0.000001 ¦ 123456789.125 ¦ big ¦ small ¦ 1.0 ¦ 100000000000000000000.0 ¦ -0.0 ¦ 3.0 * 2
"a" + "b" ¦ text + "!" ¦ text + 1 ¦ 1 + text ¦ "a" + 1 ¦ absent + "a" ¦ on + on ¦ list + list ¦ "a" - "b" ¦ text * 2 ¦ text / 2
1 == 1 ¦ 1 == 1.0 ¦ n == 3 ¦ n == 3.0 ¦ half == 2.5 ¦ n == "3" ¦ text == "Hello, World" ¦ "a" == 'a' ¦ "a" == 1 ¦ on == true ¦ on == 1
absent == nil ¦ text == nil ¦ nil == nil ¦ missing == nil ¦ missing == absent ¦ n != 4 ¦ n != 3 ¦ text != "x" ¦ list == [3, 1, 2]
list == [3.0, 1, 2] ¦ [1, 2] == [1, 2] ¦ [1, 2] == [1.0, 2.0] ¦ [1] == [1, 2] ¦ [] == nothing ¦ nothing == nil ¦ texts == ["b", "a", "c"]
box == box ¦ {"a": 1} == {"a": 1} ¦ {"a": 1} == {"a": 1.0} ¦ {a: n} == {a: 3.0} ¦ {} == {} ¦ {a: [1]} == {a: [1]} ¦ {a: [1]} == {a: [1.0]}
nested == [[1, [2]], [3]] ¦ 1..3 == [1, 2, 3] ¦ [1, 2, 3] == 1..3 ¦ mixed == [1, "a", true, nil]
1 < 2 ¦ n < 4 ¦ n <= 3 ¦ n > 3 ¦ n >= 3 ¦ 1 < 1.5 ¦ "a" < "b" ¦ "B" < "a" ¦ "é" > "z" ¦ "😀" > "日" ¦ "a" < 1 ¦ text < n ¦ on < off
absent < 1 ¦ nil < 1 ¦ list < list ¦ 1 < 2 < 3 ¦ 3 > 2 > 1 ¦ 1 < 3 > 2
true && false ¦ true and true ¦ on && off ¦ on || off ¦ off or off ¦ !on ¦ not on ¦ !n ¦ not absent ¦ on && n ¦ n && on ¦ n || on ¦ off || n
true && n ¦ n && true ¦ n && false ¦ false && n ¦ true || n ¦ n || false ¦ n || true ¦ false || n ¦ off && n ¦ on || n ¦ absent || on ¦ on && absent
(1 == 1) && n ¦ (1 == 2) || n ¦ n && (1 < 2) ¦ !false && n ¦ ("a" + "b" == "ab") && text ¦ (1.0 == 1.0) && n
on ? 1 : 2 ¦ off ? 1 : 2 ¦ n ? 1 : 2 ¦ absent ? 1 : 2 ¦ on ?: 2 ¦ off ?: 2 ¦ on ? off ? 1 : 2 : 3 ¦ 1 > 2 ? "a" : n
if on { 1 } else { 2 } ¦ if off { 1 } else if on { 2 } else { 3 } ¦ if n > 2 { "big" } else { "small" }
absent ?? 1 ¦ missing ?? "d" ¦ text ?? "d" ¦ off ?? true ¦ empty ?? "d" ¦ nothing ?? 1 ¦ box.z ?? 1 ¦ box.c ?? 1 ¦ box.z.y ?? 1 ¦ nil ?? nil ?? 3
missing.x ?? 1 ¦ missing?.x ?? 1 ¦ concat([], []) ?? 1 ¦ split("a", ",", 0) ?? 1
1 in [1, 2] ¦ n in [1, 2, 3] ¦ n in list ¦ "a" in ["a", "b"] ¦ n in ["a"] ¦ absent in ["a"] ¦ absent in [""] ¦ text in ["a", "b"] ¦ n in ["a", 1]
"a" in box ¦ "z" in box ¦ n in box ¦ absent in box ¦ 1 in absent ¦ "a" in text ¦ "a" in "abc" ¦ nil in [nil] ¦ 2 in 1..3 ¦ 2.0 in 1..3 ¦ n in 1..5
4 not in [1, 2] ¦ "a" not in box ¦ [1] in [[1], [2]] ¦ 1 in [1.0] ¦ 1 in {"a": 1} ¦ on in [true] ¦ half in [2.5] ¦ 1 in ["a"]
text contains "World" ¦ text contains n ¦ absent contains "a" ¦ text contains absent ¦ text startsWith "Hell" ¦ text endsWith "ld" ¦ text startsWith 1
text not contains "x" ¦ "abc" contains "" ¦ text matches "^Hello" ¦ text matches "w.rld" ¦ text matches "(?i)w.rld" ¦ text matches absent
absent matches "a" ¦ n matches "a" ¦ text matches number ¦ text matches "(" ¦ text matches "\\d" ¦ number matches "^\\d+$" ¦ "a\nb" matches "a.b"
wide matches "\\p{Han}" ¦ "v1.2.3" matches "^v?[0-9]+\\.[0-9]+\\.[0-9]+$" ¦ text not matches "^x"
1..3 ¦ 3..1 ¦ 1..n ¦ n..5 ¦ -1..1 ¦ 1.5..3 ¦ half..4 ¦ "a".."b" ¦ absent..3 ¦ 1..1 ¦ 1..1000000 ¦ len(1..1000)
1; 2 ¦ let x = 1; x + 1 ¦ let x = n; let y = x * 2; y ¦ let x = list; map(x, # + 1) ¦ let x = 1; let x = 2; x ¦ let len = 1; len ¦ let n = 5; n
(let x = 1; x) + 1 ¦ let x = absent; x ?? 2`;

const members = String.raw`
box ¦ box.a ¦ box.b ¦ box.c ¦ box.z ¦ box["a"] ¦ box["d e"].f ¦ box["d e"].f[1] ¦ box[n] ¦ box[1] ¦ box[absent] ¦ box.a.b ¦ box.z.y ¦ box?.a ¦ box.z?.y
box.z?.y.x ¦ box.z?.y.x() ¦ box?.z.y ¦ absent.x ¦ absent?.x ¦ absent?.x.y.z ¦ absent["x"] ¦ absent?.["x"] ¦ missing.x ¦ missing?.x ¦ text.x ¦ n.x ¦ on.x ¦ list.x
list[0] ¦ list[-1] ¦ list[3] ¦ list[-4] ¦ list[1.5] ¦ list[half] ¦ list[n] ¦ list["0"] ¦ list[absent] ¦ list?.[0] ¦ nested[0][1][0] ¦ people[0].name
people[0].tags[0] ¦ people[1].tags[0] ¦ text[0] ¦ text[-1] ¦ text[100] ¦ wide[1] ¦ text[0] + 1 ¦ type(text[0]) ¦ "abc"[1] ¦ text[0] == 72
list[1:] ¦ list[:1] ¦ list[1:2] ¦ list[:] ¦ list[-1:] ¦ list[:-1] ¦ list[5:] ¦ list[2:1] ¦ list[:100] ¦ list[-100:] ¦ list[half:] ¦ list["a":] ¦ absent[1:] ¦ box[1:]
text[:5] ¦ text[7:] ¦ text[-5:] ¦ text[3:1] ¦ wide[0:2] ¦ wide[:3] ¦ wide[1:3] ¦ wide[0:2] + wide[2:3] ¦ len(wide[0:2]) ¦ wide[:2] == "h" ¦ "abc"[1:2] ¦ (1..5)[1:3]
$env.n ¦ $env["text"] ¦ $env.missing ¦ $env["box"].a ¦ "n" in $env ¦ get($env, "n") ¦ get(box, "a") ¦ get(box, "z") ¦ get(list, 0) ¦ get(list, 9) ¦ get(list, -1)
get(absent, "a") ¦ get(text, 0) ¦ get(n, "a") ¦ get(box, 1) ¦ get(list, "a") ¦ get(box, absent)
text() ¦ missing() ¦ none() ¦ box.a() ¦ box.z() ¦ text.upper() ¦ n.foo() ¦ list[0]()
[1, n, text] ¦ [] ¦ [absent] ¦ {} ¦ {a: 1, b: n} ¦ {"a b": 1} ¦ {(text): 1} ¦ {(n): 1} ¦ {1: 2} ¦ {a: 1, a: 2} ¦ {b: 1, a: 2} ¦ {a: {b: {c: absent}}} ¦ [[1], {a: 2}]
b"abc" ¦ b"abc"[0] ¦ len(b"abc") ¦ b"\xff" ¦ b"abc" == b"abc" ¦ string(b"ab") ¦ b"abc"[1:]`;

const functions = String.raw`
len(text) ¦ len(wide) ¦ len(list) ¦ len(box) ¦ len(empty) ¦ len(absent) ¦ len(n) ¦ len(1) ¦ text | len() ¦ len([]) ¦ len("a\u0301")
type(1) ¦ type(1.5) ¦ type(n) ¦ type(text) ¦ type(on) ¦ type(absent) ¦ type(list) ¦ type(box) ¦ type({}) ¦ type(1..2) ¦ type(b"a") ¦ type(missing) ¦ type(len)
abs(-5) ¦ abs(n) ¦ abs(negative) ¦ abs(-1.5) ¦ abs(text) ¦ abs("a") ¦ ceil(1.2) ¦ ceil(half) ¦ ceil(3) ¦ ceil(-1.5) ¦ floor(half) ¦ floor(-1.5) ¦ floor("1") ¦ round(half)
round(1.5) ¦ round(-1.5) ¦ round(-0.4) ¦ round(0.49999999999999994) ¦ round(n) ¦ round(2) ¦ round(absent)
int(1.9) ¦ int(-1.9) ¦ int(n) ¦ int("42") ¦ int(number) ¦ int("-7") ¦ int("+7") ¦ int("4.2") ¦ int("") ¦ int("a") ¦ int(" 1") ¦ int("0x10") ¦ int("1_0") ¦ int(absent) ¦ int(on) ¦ int(list)
int("9223372036854775807") ¦ int("9223372036854775808") ¦ int(big) ¦ int(text) ¦ int(empty)
float(1) ¦ float(n) ¦ float("1.5") ¦ float(number) ¦ float("1e3") ¦ float("a") ¦ float("") ¦ float(absent) ¦ float(on) ¦ float("0x1p4") ¦ float("1_0") ¦ float("Inf") ¦ float(".5") ¦ float("5.")
string(1) ¦ string(1.5) ¦ string(n) ¦ string(1e6) ¦ string(1e20) ¦ string(1e21) ¦ string(1e-4) ¦ string(1e-5) ¦ string(123456789.0) ¦ string(big) ¦ string(small) ¦ string(on) ¦ string(absent)
string(text) ¦ string(list) ¦ string(texts) ¦ string(box) ¦ string(mixed) ¦ string({b: 1, a: [2]}) ¦ string(nothing) ¦ string({}) ¦ string(-0.0) ¦ string(0.1 + 0.2) ¦ string(1.0) ¦ string(123456.0) ¦ string(1234567.0) ¦ string(999999.5) ¦ string(0.00012) ¦ string(1e5) ¦ string(-1e6)
trim("  a  ") ¦ trim("xxaxx", "x") ¦ trim("abcba", "ab") ¦ trim(text) ¦ trim(n) ¦ trim(1) ¦ trim("\t\n a \r\n") ¦ trim("\u00a0a\u0085") ¦ trim("\ufeffa") ¦ trim("a", "") ¦ trim(text, n)
trimPrefix("abc", "a") ¦ trimPrefix(" abc") ¦ trimPrefix("abc", "x") ¦ trimSuffix("abc", "c") ¦ trimSuffix("abc ") ¦ trimSuffix(text, "ld") ¦ trimPrefix("v1.2.3", "v") ¦ trimPrefix(n, "a")
upper(text) ¦ lower(text) ¦ upper(wide) ¦ upper("straße") ¦ lower("İ") ¦ lower("ΑΣ") ¦ upper("ǆ") ¦ upper("ŉ") ¦ upper("ᾳ") ¦ upper("ﬁ") ¦ upper(n) ¦ upper(1) ¦ upper(absent) ¦ text | upper() | lower()
split("a,b,c", ",") ¦ split("a,b,c", ",", 2) ¦ split("a,b,c", ",", 0) ¦ split("a,b,c", ",", -1) ¦ split("abc", "") ¦ split("abc", "", 2) ¦ split("", ",") ¦ split("", "") ¦ split(text, ", ") ¦ split("日本", "")
split(text, n) ¦ split("a,b", ",", n) ¦ split("a,b", ",", half) ¦ split("a,b", ",", 2.0) ¦ splitAfter("a,b,c", ",") ¦ splitAfter("a,b,c", ",", 2) ¦ splitAfter("abc", "") ¦ split("a,b", ",")[0] ¦ split("a,b,c", ",", 5)
replace("aaa", "a", "b") ¦ replace("aaa", "a", "b", 2) ¦ replace("aaa", "a", "b", 0) ¦ replace("aaa", "a", "b", -1) ¦ replace("abc", "", "-") ¦ replace("abc", "", "-", 2) ¦ replace(text, "l", "L") ¦ replace(text, n, "")
replace("日本", "", "-") ¦ replace("abc", "x", "y") ¦ replace("a.b.c", ".", "-", n)
repeat("ab", 3) ¦ repeat("ab", 0) ¦ repeat("ab", -1) ¦ repeat("ab", n) ¦ repeat("ab", half) ¦ repeat("ab", 2.5) ¦ repeat("a", 2000000) ¦ repeat(n, 2) ¦ repeat("a", "b")
join(texts) ¦ join(texts, "-") ¦ join(["a", "b"], ", ") ¦ join(list, "-") ¦ join(mixed) ¦ join([], ",") ¦ join(split("a b", " "), "-") ¦ join(text) ¦ join([1], "-") ¦ join(1..3, "-") ¦ texts | join(",") ¦ join(absent)
join(map(list, string(#)), "-") ¦ join(nothing, ",")
indexOf("abcabc", "c") ¦ indexOf("abc", "x") ¦ lastIndexOf("abcabc", "c") ¦ indexOf(wide, "日") ¦ lastIndexOf(wide, "l") ¦ indexOf("abc", "") ¦ lastIndexOf("abc", "") ¦ indexOf(text, n) ¦ hasPrefix(text, "He") ¦ hasSuffix(text, "He")
hasPrefix(n, "a") ¦ hasPrefix(text, "")
max(1, 2) ¦ max(n, 5) ¦ max(list) ¦ max([1, 2.5]) ¦ max(1, 2.5) ¦ max(nested) ¦ max(nothing) ¦ max([]) ¦ max(text) ¦ max("a", "b") ¦ max(absent) ¦ max(mixed) ¦ min(list) ¦ min(3, 1, 2) ¦ min(n, half) ¦ min([[3], [1]]) ¦ min(1..5) ¦ max(n, absent)
mean(1, 2) ¦ mean(list) ¦ mean([]) ¦ mean(nothing) ¦ mean(nested) ¦ mean(1..4) ¦ mean(text) ¦ median(list) ¦ median(1..4) ¦ median(nothing) ¦ median(1, 2, 9) ¦ median(mixed) ¦ mean([1, 2], 3)
sum(list) ¦ sum([1, 2]) ¦ sum([1, 2.5]) ¦ sum(nothing) ¦ sum([]) ¦ sum(texts) ¦ sum(people, .age) ¦ sum(1..4) ¦ sum(list, # * 2) ¦ sum(absent)
toJSON(box) ¦ toJSON(list) ¦ toJSON(text) ¦ toJSON(absent) ¦ toJSON(1.0) ¦ toJSON({}) ¦ toJSON([]) ¦ toJSON("<a & b>\u2028") ¦ toJSON({b: [1, {c: 2}], a: []}) ¦ toJSON(big) ¦ toJSON(small) ¦ toJSON(1 / 0) ¦ toJSON("\x01\b\f\x7f") ¦ toJSON(wide)
fromJSON("1") ¦ fromJSON("1.0") ¦ fromJSON("[1, 2]") ¦ fromJSON('{"a": {"b": 1}}').a.b ¦ fromJSON("x") ¦ fromJSON("") ¦ fromJSON("null") ¦ fromJSON(text) ¦ fromJSON(n) ¦ fromJSON("1e999") ¦ fromJSON('"a"') ¦ fromJSON(" 1 ") ¦ fromJSON("01") ¦ fromJSON('{"a":1,"a":2}') ¦ type(fromJSON("1"))
toBase64("hello") ¦ toBase64(wide) ¦ toBase64(n) ¦ fromBase64("aGVsbG8=") ¦ fromBase64("aGVsbG8") ¦ fromBase64("a") ¦ fromBase64("") ¦ fromBase64("aGVs\nbG8=") ¦ fromBase64("/w==") ¦ toBase64(fromBase64("/w==")) ¦ len(fromBase64("/w==")) ¦ text | toBase64() | fromBase64()
first(list) ¦ last(list) ¦ first(nothing) ¦ last(nothing) ¦ first(text) ¦ first(absent) ¦ first(box) ¦ first(n) ¦ first([]) ¦ list | last() ¦ take(list, 2) ¦ take(list, 9) ¦ take(list, 0) ¦ take(list, -1) ¦ take(list, n) ¦ take(list, int(n)) ¦ take(text, 1) ¦ take([1, 2], 1)
sort(keys(box)) ¦ keys({}) ¦ keys({a: 1}) ¦ values({a: 1}) ¦ values({}) ¦ toPairs({a: 1}) ¦ toPairs({}) ¦ keys(list) ¦ keys(absent) ¦ values(n) ¦ fromPairs([["a", 1]]) ¦ fromPairs([["a", 1]]).a ¦ fromPairs([["a", 1]])["b"] ¦ fromPairs([[1, "x"]])[1] ¦ fromPairs([[1, "x"]])[1.0]
fromPairs([["a"]]) ¦ fromPairs([1]) ¦ fromPairs(list) ¦ len(fromPairs([])) ¦ fromPairs(toPairs({a: n})).a ¦ toPairs(text) ¦ "a" in fromPairs([["a", 1]])
reverse(list) ¦ reverse([]) ¦ reverse(text) ¦ reverse(absent) ¦ uniq([1, 2, 1, 1.0, "a", "a"]) ¦ uniq(list) ¦ uniq(mixed) ¦ uniq(n) ¦ uniq([[1], [1]]) ¦ concat(list, [9]) ¦ concat([], []) ¦ concat(list) ¦ concat(list, n) ¦ concat(list, absent) ¦ concat(1..2, texts)
flatten(nested) ¦ flatten(list) ¦ flatten([]) ¦ flatten(n) ¦ flatten([[], [[]]]) ¦ sort(list) ¦ sort(texts) ¦ sort(list, "desc") ¦ sort(texts, "desc") ¦ sort(list, "x") ¦ sort(mixed) ¦ sort([]) ¦ sort([2, 1.5]) ¦ sort(absent) ¦ sort(text) ¦ sort(list, n) ¦ sort(3..5, "desc") ¦ sort(split("b a", " "))
bitand(6, 3) ¦ bitor(6, 3) ¦ bitxor(6, 3) ¦ bitnand(6, 3) ¦ bitshl(1, 4) ¦ bitshl(1, 64) ¦ bitshl(1, -1) ¦ bitshr(-8, 1) ¦ bitushr(-8, 1) ¦ bitushr(-8, 0) ¦ bitnot(5) ¦ bitand(n, 1) ¦ bitand(1.5, 1) ¦ bitand(int(n), 1) ¦ bitnot(n) ¦ bitshr(5, 70)
unknownFunction(1) ¦ len() ¦ len(text, text) ¦ upper() ¦ split(text) ¦ len ¦ box ¦ now() == nil ¦ type(now())`;

const predicates = `
all(list, # > 0) ¦ all(list, # > 1) ¦ all(nothing, false) ¦ all(nothing, #) ¦ all(list, #) ¦ none(list, # > 5) ¦ none(list, # > 2) ¦ any(list, # == 2) ¦ any(list, # == 9) ¦ any(mixed, # == "a") ¦ one(list, # == 2) ¦ one(list, # > 1)
filter(list, # > 1) ¦ filter(list, #) ¦ filter(people, .age == 30) ¦ filter(people, .age == 30)[0].name ¦ filter(nothing, # > 1) ¦ filter(text, # > 110) ¦ filter(box, true) ¦ filter({}, true) ¦ filter(absent, true) ¦ filter(n, true)
map(list, # * 2) ¦ map(people, .name) ¦ map(people, {.name}) ¦ map(list, #index) ¦ map(texts, # + string(#index)) ¦ map(people, len(.tags)) ¦ map(1..3, # ** 2) ¦ map(nested, len(#)) ¦ map("ab", #) ¦ map(list, {"v": #}) ¦ map(absent, #) ¦ map(list, absent)
map(map(list, # + 1), # * 2) ¦ map(list, filter(texts, # != "a")) ¦ map(nested, map([1], #)) ¦ filter(map(list, # * 2), # > 2) ¦ map(filter(list, # > 1), # * 10) ¦ list | map(# * 2) | sum() ¦ list | filter(# > 1) | len()
count(list, # > 1) ¦ count([true, false, true]) ¦ count(list) ¦ count(mixed) ¦ count(people, .age > 26) ¦ count(nothing) ¦ find(list, # > 1) ¦ find(list, # > 9) ¦ find(people, .name == "Bob").age ¦ findIndex(list, # == 2) ¦ findIndex(list, # == 9) ¦ findLast(list, # > 1) ¦ findLastIndex(list, # > 1) ¦ findLastIndex(list, # > 9)
groupBy(people, .age)[30] ¦ groupBy(people, .age)[30.0] ¦ len(groupBy(people, .age)) ¦ groupBy(people, .name)["Bob"] ¦ groupBy(people, .name).Bob[0].age ¦ groupBy(people, .name)["Zed"] ¦ groupBy(people, .age) ¦ groupBy(people, .tags) ¦ groupBy(texts, #)["a"] ¦ len(groupBy(list, true))
sortBy(people, .name)[0].name ¦ sortBy(people, .name, "desc")[0].name ¦ map(sortBy(people, -.age), .age) ¦ sortBy(list, #) ¦ sortBy(list, #, "desc") ¦ sortBy(list, -#) ¦ sortBy(list, #, "x") ¦ sortBy(list, #, n) ¦ sortBy(mixed, #) ¦ sortBy(nothing, #) ¦ sortBy(texts, #)
reduce(list, #acc + #) ¦ reduce(list, #acc + #, 10) ¦ reduce(list, #acc + #index, 0) ¦ reduce(nothing, #acc + #) ¦ reduce(nothing, #acc + #, 5) ¦ reduce(texts, #acc + #, "") ¦ reduce(1..5, #acc * #) ¦ reduce(list, concat(#acc, [#]), []) ¦ reduce(people, #acc + .age, 0) ¦ reduce(list, #acc)
# ¦ #acc ¦ #index ¦ .name ¦ map(list, #foo) ¦ all(list, #acc) ¦ filter(people, let a = .age; a > 26) | map(.name) ¦ let limit = 1; filter(list, # > limit) ¦ any(people, any(.tags, # == "y")) ¦ all(people, .age > 20 and len(.name) == 3)
map(list, # > 1 ? "big" : "small") ¦ count(list, # > 1) > 1 ¦ len(filter(list, # > 1)) ¦ first(filter(list, # > 1)) ¦ filter(list, # > 1)[0] ¦ filter(list, # > 9)[0] ¦ filter(filter(list, # > 1), # < 3) ¦ all(list, # > 0) && all(list, # < 9) ¦ any(list, # > 9) || any(list, # > 2)
sum(map(list, # * 2)) ¦ map(people, .missing) ¦ map(people, .missing.x) ¦ map(people, .missing?.x) ¦ map(people, #.name) ¦ map(list, .x)`;

const everyday = `
text | lower() | replace(" ", "-") | replace(",", "") ¦ split("registry.io/acme/app:v1", ":")[-1] ¦ trimPrefix("refs/heads/main", "refs/heads/") ¦ "abcdef0123456789"[:7] ¦ text contains "World" ? "yes" : "no"
n > 2 and text != "" ¦ n >= 2 && n <= 5 ¦ not (n > 5) ¦ text in ["Hello, World", "x"] ¦ box["a"] ?? "absent" ¦ box?.["z"] ?? "absent" ¦ int(number) + 1 ¦ string(n) + "x" ¦ string(int(n)) + "x" ¦ number + "x" ¦ float(number) / 5
toJSON({name: text, size: n}) ¦ fromJSON(toJSON(box)).a ¦ len(people) == 3 ¦ people | filter(.age > 26) | map(.name) | join(", ") ¦ people | sortBy(.age) | map(.name) | first() ¦ map(people, {name: .name, old: .age >= 30})
[text, number] | map(len(#)) ¦ let parts = split("1.2.3", "."); int(parts[0]) * 100 + int(parts[1]) ¦ {"image": {"tag": "v" + number}} ¦ [1, 2, 3] | map(# * 2) | filter(# > 2) | sum() ¦ (n + 1) * 2 ¦ round(half * 100) / 100
keys({a: 1})[0] ¦ "a" in keys({a: 1}) ¦ text matches "^[A-Z]" && len(text) < 20 ¦ on ? "on" : "off" ¦ absent?.a ?? box.b ¦ max(map(people, .age)) ¦ min(people | map(.age)) ¦ people[-1].tags | len()`;

const times = `
duration("1h30m") ¦ duration("1h30m").Hours() ¦ duration("90s").Minutes() ¦ duration("x") ¦ duration("1h") + duration("30m") ¦ duration("1h") - duration("30m") ¦ duration("1h") * 2 ¦ 2 * duration("1h") ¦ duration("1h") * half ¦ duration("1h") / 2
duration("1h") > duration("30m") ¦ string(duration("1h30m")) ¦ string(duration("1.5s")) ¦ string(duration("1ms500us")) ¦ string(duration("100ns")) ¦ string(duration("0")) ¦ string(duration("-90m")) ¦ string(duration("26h")) ¦ duration("1500ms").String() ¦ duration("1500ms").Seconds()
duration("1500ms").Milliseconds() ¦ duration("1h") == duration("60m") ¦ type(duration("1h")) ¦ int(duration("1s")) ¦ toJSON(duration("1s")) ¦ date("2024-02-29") ¦ date("2023-02-29") ¦ date("2024-01-15T10:20:30Z") ¦ date("2024-01-15T10:20:30.123456789Z") ¦ date("2024-01-15T10:20:30+02:00")
date("2024-01-15 10:20:30") ¦ date("15:04:05").Hour() ¦ date("Mon, 15 Jan 2024 10:20:30 UTC") ¦ date("15 Jan 24 10:20 UTC") ¦ date("Monday, 15-Jan-24 10:20:30 UTC") ¦ date("x") ¦ date(n) ¦ date("2024-1-5") ¦ date("15.01.2024", "02.01.2006") ¦ date("Jan 5 2024 3:04PM", "Jan 2 2006 3:04PM")
date("2024-01-15", "2006/01/02") ¦ date("2024-06-15 12:00", "2006-01-02 15:04", "Europe/Berlin") ¦ date("2024-01-15 12:00", "2006-01-02 15:04", "America/New_York") ¦ date("2024-01-15", "2006-01-02", "No/Where") ¦ date(timezone("Europe/Berlin"), "2024-07-01 12:00:00") ¦ date("12", "15").Hour() ¦ date("2024-13-01") ¦ date("2024-01-15") + duration("24h") ¦ duration("24h") + date("2024-01-15") ¦ date("2024-01-15") - duration("1h")
date("2024-01-15") - date("2024-01-14") ¦ date("2024-01-15") > date("2024-01-14") ¦ date("2024-01-15") == date("2024-01-15T00:00:00Z") ¦ date("2024-01-15").Year() ¦ date("2024-01-15").Day() ¦ date("2024-01-15").YearDay() ¦ date("2024-01-15").Unix() ¦ date("2024-01-15").UnixMilli() ¦ date("2024-01-15").Month().String() ¦ date("2024-01-15").Weekday().String()
string(date("2024-01-15").Weekday()) ¦ string(date("2024-01-15")) ¦ string(date("2024-01-15T10:20:30+02:00")) ¦ date("2024-01-15").Format("2006-01-02") ¦ date("2024-01-15T09:05:03Z").Format("Mon Jan _2 15:04:05 2006") ¦ date("2024-01-15T19:05:03Z").Format("3:04PM pm 06 1/2 002 .000") ¦ date("2024-01-15T10:20:30+02:00").Format("Z07:00 -0700 -07") ¦ date("2024-01-15T10:20:30+02:00").UTC() ¦ date("2024-01-15").Before(date("2024-01-16")) ¦ date("2024-01-15").After(date("2024-01-16"))
date("2024-01-15").Equal(date("2024-01-15")) ¦ date("2024-01-15").Add(duration("36h")) ¦ date("2024-01-15").Sub(date("2024-01-01")).Hours() ¦ date("2024-01-31").AddDate(0, 1, 0) ¦ date("2024-01-31").AddDate(1, 0, -31) ¦ date("2024-01-15").IsZero() ¦ date("2024-01-15").Year(1) ¦ date("2024-01-15").year() ¦ date("2024-01-15").In(timezone("Europe/Berlin")) ¦ date("2024-07-15").In(timezone("America/New_York")).Hour()
date("2024-01-15") < "a" ¦ date("2024-01-15") + 1 ¦ date("2024-01-15") == 1 ¦ timezone("UTC") ¦ timezone("No/Where") ¦ timezone(n) ¦ type(date("2024-01-15")) ¦ toJSON({at: date("2024-01-15")}) ¦ sortBy(["2024-02-01", "2024-01-01"], date(#)) ¦ max(duration("1h"))
max(duration("1h"), duration("2h")) ¦ mean(duration("1s"), duration("3s")) ¦ max([duration("1h")]) ¦ toJSON(date("2024-01-15").Month()) ¦ date("2024-01-15").Month() == 1 ¦ now(n) ¦ now() > date("2020-01-01") ¦ now(timezone("UTC")) > date("2020-01-01")`;

/** Names that the language has for itself: a variable can't be read by them. */
const shadowed = `
map ¦ map.a ¦ none ¦ none?.x ¦ type ¦ type.x ¦ count + 1 ¦ first ?? 1 ¦ now ¦ date == nil ¦ "a" in map ¦ len(map) ¦ $env.map ¦ not all ¦ any ? 1 : 2`;

/** Each expression with the variables that it names, and all of them where it asks for `$env`. */
export const evaluations: readonly { readonly evaluate: string; readonly env: unknown }[] = [
  operators,
  members,
  functions,
  predicates,
  everyday,
  shadowed,
  times,
]
  .flatMap((table) => table.trim().split("\n"))
  .flatMap((line) => line.split(" ¦ "))
  .map((evaluate) => ({ evaluate, env: read(evaluate) }));

function read(expression: string): Readonly<Record<string, unknown>> {
  const named = Object.entries(variables).filter(([name]) => new RegExp(`\\b${name}\\b`).test(expression));
  return expression.includes("$env") ? variables : Object.fromEntries(named);
}
