import { split } from "../support.ts";

interface Question {
  readonly kind: "pattern" | "classes" | "glob";
  readonly text: string;
}

/** What Go's regexp package is asked: the names of its character classes, and the fate of patterns. */
export function re2Rows(): readonly Question[] {
  return [
    { kind: "classes", text: "" },
    ...[...new Set(rows)].map((text) => ({ kind: "pattern", text }) as const),
    ...[...new Set(globs)].map((text) => ({ kind: "glob", text }) as const),
  ];
}

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const globs = [
  ...split("k8s/** **/*.yaml * ? ** a?b [a] [^a] [!a] [] [^] [!] [!]a] [a [ ] []] []a] [^]a] [a-z] [z-a] [a-] [!-a]"),
  ...split(
    String.raw`\ a\ \a \* \[ \{ [\]] [\] [a\]b] [\\] {a,b} {a {a,{b,c}} {a,{b,c} a} } {} {,} {a}} }{ \{a} {a\} {[}]} {[{]}`,
  ),
  ...["", "a b", "[a b]", "\u{1f600}", "[\u{1f600}]", "[^\u{1f600}-z]"],
];
const rows = [
  // found by comparing random patterns
  ...split(
    String.raw`<[![:],*^ [^a[:]\b [)[:] [[:]a:] [[:][:]a:] |]##,\P{ \P{ [\P{] [\pL\p{L}\PL] ]\P \B\p{{} (?P<n>?) (?P<n>*)`,
  ),
  // what people write for tags
  ...split(String.raw`^[0-9a-f]{40}$ ^v\d+\.\d+\.\d+$ ^main-[0-9]+-g[0-9a-f]{7,40}$ ^(dev|staging|prod)-.+$`),
  ...split(String.raw`^(?:rc|beta)\d*$ .* ^$`),
  ...[""],
  ...split(String.raw`^nightly-\d{8}$ ^\d{4}-\d{2}-\d{2}T ^[\w.-]+$ ^(?i)release ^(?!latest) ^(?=v) (?<=v)\d (?<!v)\d`),
  ...split(String.raw`^v?(\d+)(?:\.(\d+))?$`),
  // Perl that RE2 leaves out
  ...split(String.raw`(a)\1 (a)\g1 (a)\g{1} (?P<n>a)(?P=n) (?<n>a)\k<n> (?>a) a*+ a++ a?+ a{1,2}+ (?|a|b) (?R) (?1)`),
  ...split("(?(1)a|b)"),
  ...split(String.raw`(?#comment) (?'n'a) \K \G \R \X \h \H \N \Z \z \A \b \B \e \c \cA \v \V \f \a`),
  ...split(String.raw`(*ACCEPT) \Aabc\z \Aabc\Z \l \u0041 \U00000041 \L \E \Q \Qa.b\E+ \Qa.b \Q\E \Q\\E a\Q*\E*`),
  ...split(String.raw`\Q*\E**`),
  // groups and flags
  ...split("( ) () (a a) ((a) (a)) (? (?a (?: (?:a (?) (?:) (?i) (?i (?-) (?-i) (?i-) (?i-s)a (?i-s:a)"),
  ...split("(?ims)a (?imsU)a (?U)a* (?x)a (?n)a (?u)a (?a)b (?L)a (?ii)a (?i-i)a (?i--s)a (?i:a) (?i:a"),
  ...split("(?i)(?-i)a (?s). (?m)^a$ a(?i)b"),
  ...split("(?P<n>a) (?<n>a) (?P<>a) (?<>a) (?P<1a>a) (?P<n>a)(?P<n>b) (?<n>a)(?<n>b) (?<n>a)(?P<n>b) (?P<n"),
  ...split("(?P<n> (?P<n)a) (?<n"),
  ...["(?P<n a>a)"],
  ...split("(?P<n_1>a) (?P<n-1>a) (?P>n) (?P=n) (?Pn) (?P (?< (?P< (?P<n$>a) (?P<_>a) (?<a.b>c) (?p<n>a)"),
  ...["(?P<é>a)"],
  // repetition
  ...split("* + ? {1} { } {, {,} {,1} a{ a{, a{,1} a{1 a{1, a{1,} a{1,2 a{1,2} a{2,1} a{1}{2} a{0} a{0,0}"),
  ...split(String.raw`a** a*? a*?? a*+ a+* a?? a??? a{1}? a{1}?? a{1}* (a*)* (?:a*)* ^* $* \b* \b+ ^? (^)* |* a|* (*)`),
  ...split("(?:+) (|a)* (?i)* (?i)+"),
  ...split("a{1000} a{1001} a{0,1000} a{0,1001} a{1000,} a{1001,} a{01} a{001,002} a{-1} a{1,-1} a{x} a{1x}"),
  ...split("a{1}{1000} a{99999999999}"),
  ...["a{ 1}", "a{1, 2}", "a{1 }"],
  ...split("(a{10}){100} (a{10}){101} (a{100}){100} ((a{10}){10}){10} ((a{10}){10}){11} ((a{2}){500}){2}"),
  ...split("(a{500}b){2} (a{501}b){2} (?:a{1,500}){2} (a{1000}){1000} (a*){1000} (a{1000})*"),
  ...split("(a{30}|b{40}){30}"),
  ...split("((((((((((x{2}){2}){2}){2}){2}){2}){2}){2}){2}){2})"),
  ...split("(((((((((x{2}){2}){2}){2}){2}){2}){2}){2}){2}) (xx{1000}){1} (?:(?:x{0}){1000}){1000}"),
  ...split("(x{1000}y{1000}){1} ((x{10}){0}){1000}"),
  ...split(String.raw`\pL{500} \pL{1000} (\pL{500}){2} (\pL\pN){500} [\pL\pN\pP]{1000} (?i)[\pL\pN]{1000}`),
  ...["a{1000}".repeat(4), "a{1000}".repeat(40), "[a-z]{1000}".repeat(20)],
  // classes
  ...split(String.raw`[ ] [] []a []a] [^] [^]a] [a [a- [a-] [-a] [a-b-c] [a-b-] [b-a] [a-\d] [\d-a] [\d-] [a-\n]`),
  ...split(String.raw`[\n-a] [\w-\s] [--a] [a--] [+--] [---]`),
  ...split("[[:alpha:]] [[:^alpha:]] [[:foo:]] [:alpha:] [[:alpha]] [[:alpha:] [[:word:]] [[:ascii:]]"),
  ...split("[[:Alpha:]] [[.a.]] [[=a=]] [[] [[a]] [a[b] [a&&b] [a||b] [[:word:]-z] [a-[:digit:]]"),
  ...split(String.raw`[\b] [\B] [\A] [\z] [\Q] [\Qa\E] [\x41] [\x{41}] [\101] [\1] [\08] [\pL] [\p{L}] [^\pL] [\PL]`),
  ...split(String.raw`[\p{^L}] [\.] [\-] [\_] [\y] [\e] [\C] [.] [$] [^^] [\]]`),
  ...split(String.raw`\d\D\s\S\w\W \C \pN \pNd \p{Nd} \p{Greek} \p{greek} \p{Foo} \p{} \p{ \p \P \pZ \p{Any}`),
  ...split(String.raw`\p{^Greek} \P{^Greek} \p{IsGreek} \p{Script=Greek} \p{L&} \p{Lu} \p{Letter} \p{Han} \pX \p1`),
  ...split(String.raw`\p{Zzzz}`),
  ...split(String.raw`\p{Lowercase_Letter} \p{LC} \p{Cn} \pC \p{Cs} \p{Co} \p{alpha} \p{ASCII} \p{Assigned} \p{any}`),
  ...split(String.raw`\p{lu} \p{Old_Italic} \p{OldItalic} \p{old-italic} \p{Kawi} \p{Garay} \p{Todhri} \p{Emoji}`),
  ...split(String.raw`\p{Alphabetic} \p{digit} \p{punct} \p{Latn} \p{Cyrillic} \p{Katakana_Or_Hiragana}`),
  ...["\\p{ Lu}"],
  // escapes
  ...split(String.raw`\x \x4 \x41 \x{41 \x{} \x{110000} \x{10FFFF} \x{g} \x{0000000041} \xg1 \0 \00 \000 \08 \1 \12`),
  ...split(String.raw`\123 \8 \9 \18 \377 \400 \777`),
  ...["\\", "a\\"],
  ...split(String.raw`\. \- \_ \/ \! \" \# \% \& \' \, \: \; \< \= \> \@ \~ \m \y \i \j \q \n\r\t`),
  ...["\\ ", "\\`", "\\é", "\\☺", "\\\n"],
  ...split(String.raw`\xff \x{d800} \x{dfff}`),
  ...[
    "\u{e9}",
    "\u{263a}",
    "[\u{e9}-\u{263a}]",
    "[\u{263a}-\u{e9}]",
    "\u0000",
    "a\nb",
    "\u{1f600}",
    "[\u{1f600}-\u{1f64f}]",
    "\u{1f600}{2}",
    "\u{fffd}",
    "\u{200b}",
  ],
  // alternation, anchors, nesting
  ...["|", "a|", "|a", "||", "(|)", "(a|)", "^^", "$$", "$^", "a^b$c", "/a/", "/a/i", "a b", "#a", "a#b"],
  ...[
    deep("(", ")", 998),
    deep("(", ")", 999),
    deep("(", ")", 1000),
    deep("(", ")", 1001),
    deep("(?:", ")", 999),
    deep("(?:", ")", 1000),
    deep("(?:", ")", 1001),
  ],
  ...[
    `${"(".repeat(500)}a${")".repeat(500)}`,
    `${"(".repeat(1000)}a${")".repeat(1000)}`,
    `${"(?:".repeat(500)}a${")*".repeat(500)}`,
    `${"(?:".repeat(1000)}a|b${")+".repeat(1000)}`,
    `${"(?:".repeat(300)}a|b${")c".repeat(300)}`,
  ],
  ...split("(a+)+$ ((a{1,10}){1,10}){1,10} ([a-z]+)*$"),
  ...["(a|".repeat(400) + ")".repeat(400), "((a*)b)*".repeat(100), "a?".repeat(1000)],
];
