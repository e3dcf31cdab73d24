import { expect, test } from "vitest";
import { afterSecondTry, filesToTryAgain, unsteady, type VitestReport } from "./second-try.ts";

type Status = "passed" | "failed" | "skipped";

function report(files: Readonly<Record<string, Readonly<Record<string, Status>>>>): VitestReport {
  const all = Object.values(files).flatMap((tests) => Object.values(tests));
  const count = (status: Status) => all.filter((each) => each === status).length;
  return {
    ...{ numPassedTests: count("passed"), numFailedTests: count("failed"), numPendingTests: count("skipped") },
    testResults: Object.entries(files).map(([name, tests]) => ({
      name,
      status: Object.keys(tests).length === 0 || Object.values(tests).includes("failed") ? "failed" : "passed",
      message: Object.keys(tests).length === 0 ? "no cluster\nat line 1" : "",
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({
        ...{ status, fullName },
        failureMessages: status === "failed" ? [`Error: ${fullName} broke\n  at line 2`] : [],
      })),
    })),
  };
}

const first = report({
  "a.ts": { one: "passed", two: "failed", three: "skipped" },
  "b.ts": { four: "passed" },
  "c.ts": {},
});

test("files in which something failed run once more, also those that didn't load", () => {
  expect(filesToTryAgain(first)).toEqual(["a.ts", "c.ts"]);
});

test("nothing runs again when nothing failed, or too much for an accident", () => {
  const failing: Record<string, Status> = { one: "failed" };
  expect(filesToTryAgain(report({ a: { one: "passed" } }))).toEqual([]);
  expect(filesToTryAgain(report({ a: failing, b: failing, c: failing, d: failing }))).toEqual([]);
});

test("what passed alone counts as passed and is named with what it had said", () => {
  const second = report({ "a.ts": { one: "passed", two: "passed", three: "skipped" }, "c.ts": { five: "passed" } });
  expect(afterSecondTry(first, second)).toMatchObject({ numPassedTests: 4, numFailedTests: 0, numPendingTests: 1 });
  expect(unsteady(first, second)).toEqual(["two: Error: two broke", "c.ts: no cluster"]);
});

test("what fails twice has failed, and isn't called unsteady", () => {
  const second = report({ "a.ts": { one: "passed", two: "failed", three: "skipped" }, "c.ts": { five: "passed" } });
  expect(afterSecondTry(first, second)).toMatchObject({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 1 });
  expect(unsteady(first, second)).toEqual(["c.ts: no cluster"]);
});
