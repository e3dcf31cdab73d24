import { expect, test } from "vitest";
import { readPlatformSettings } from "../../stacks/platform-settings.ts";
import { readSettings } from "../../stacks/settings.ts";
import { withoutPrintedTime } from "../../stacks/yaml-times.ts";

// What `pulumi config --json` said of each on its left, unquoted in a stack's file (Pulumi 3.259).
test.each([
  ["2026-11-23T18:00:00Z", "2026-11-23 18:00:00 +0000 UTC", "2026-11-23T18:00:00Z"],
  ["2026-11-23", "2026-11-23 00:00:00 +0000 UTC", "2026-11-23T00:00:00Z"],
  ["2026-11-23T18:00:00.5+01:00", "2026-11-23 18:00:00.5 +0100 +0100", "2026-11-23T18:00:00.5+01:00"],
  ["2026-12-23 18:00", "2026-12-23 18:00", "2026-12-23 18:00"],
  ["incident 7", "incident 7", "incident 7"],
])("%s is read as it was written", (_, handed, read) => {
  expect(withoutPrintedTime(handed)).toBe(read);
});

const source = (stack: string, values: Readonly<Record<string, unknown>>) => ({
  project: "slipway",
  stack,
  values: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `slipway:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ),
  secretKeys: [],
});

test("an exception's end, as docs/exceptions.md writes it into a stack's file, is the one that was meant", () => {
  const exception = { rule: "G04", target: "Stage/prod", reason: "a fix for INC-42 can't wait", approver: "alice" };
  const guards = { exceptions: [{ ...exception, expires: "2026-11-23 18:00:00 +0000 UTC" }] };
  const values = { role: "environment", context: "kind-slipway", guards };
  const settings = readSettings(source("prod", values), "organization", new Date("2026-11-22T10:00:00Z"));
  expect(settings.guards?.exceptions).toEqual([{ ...exception, expires: "2026-11-23T18:00:00Z" }]);
});

test("so is the moment from which a platform's passwords are", () => {
  const values = { role: "platform", platform: { passwordsSince: "2026-01-31 08:00:00 +0000 UTC" } };
  expect(readPlatformSettings(source("platform", values)).platform.passwordsSince).toBe("2026-01-31T08:00:00Z");
});
