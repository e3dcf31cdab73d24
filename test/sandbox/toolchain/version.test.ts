import { expect, test } from "vitest";
import { compareVersions } from "../../../sandbox/toolchain/version.ts";

test.each([
  ["1.26.8", "1.26.3", 1],
  ["1.26.3", "1.26.3", 0],
  ["1.26.2", "1.26.3", -1],
  ["1.9.9", "1.26.3", -1],
  ["1.26", "1.26.0", 0],
  ["1.27rc1", "1.26.3", 1],
  ["go1.27-abcdef", "1.26.3", 1],
  ["v22.18.0", "22.18.0", 0],
  ["22.6.0", "22.18.0", -1],
  ["", "1.26.3", -1],
])("%s compared with %s gives a number of sign %i", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
