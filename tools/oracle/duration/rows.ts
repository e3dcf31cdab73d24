import { split } from "../support.ts";

/** Texts whose fate as a duration is asked: of Go's time.ParseDuration and of the pattern in Kargo's CRDs. */
export function durationRows(): readonly string[] {
  return [...new Set(rows)];
}
const units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w", "y", "M", "S", "H", "min", "sec", "hr", "", " s"];
const numbers = split("0 1 00 007 59 60 61 90 3600 1.5 0.5 .5 1. 1.25 0.1 1e3 1_0 -1 +1 0x1 1,5");
const rows = [
  ...units.flatMap((unit) => numbers.map((number) => number + unit)),
  ...split("0 -0 +0 h s . .s -.s - + 1h30m 1h30m0s 1h1h 1s1h 1m1m1m 1h30 30m1 1h-30m --1h 1h+1m 1.5h1.5m"),
  ...["", "1h 30m"],
  ...split("0.1h 0.01h 0.001h 0.0001h 0.00001h 0.3m 0.05m 0.016666666666666666m 1.0000000001s 0.1s 0.10s"),
  ...split("1.0s 1.50m 0.3h0.7h 0.5s0.5s 0.2s0.8s 1.2m0.8m 0.1m0.1m"),
  ...split("336h 8760h 2562047h 2562048h 2562047h47m16s 2562047h47m17s 9223372036s 9223372037s"),
  ...split("9223372036.854775807s 9223372036.854775808s 153722867m 153722868m 99999999999999999999h"),
  ...split("-2562047h47m16.854775808s"),
  ...split("PT1H 1:30 01:30:00 1hour one forever 0h0m0s 000h 1h0.5s0.5s 0.9999999999s0.0000000001s"),
  ...["1h\n", "\n1h", " 1h", "1h ", "1\th", "１h", "1ｈ", "1h\u200b", "1h\u0000", "1 hour", "${{ vars.soak }}"],
  ...split("999999999999999999s;0000000000000000000000000000000000000000000000000000000000001s", ";"),
  ...split("1.000000000000000000000000000000s;0.333333333333333333333333333333h", ";"),
  ...split("1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s", ";"),
  ...split("1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h", ";"),
];
