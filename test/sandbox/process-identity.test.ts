import { describe, expect, test } from "vitest";
import { identify, isSame, parsePs, parseStat } from "../../sandbox/process-identity.ts";

const tail = (state: string) => `${state} 1 4242 4242 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 11 0 987654 1 2 3`;

describe("the start time in /proc/PID/stat", () => {
  test("is field 22", () => {
    expect(parseStat(`4242 (etcd) ${tail("S")}`)).toBe("987654");
  });

  test("is found behind a program name with blanks and brackets", () => {
    expect(parseStat(`4242 (a ) (b) c) ${tail("R")}`)).toBe("987654");
  });

  test.each(["Z", "X"])("is none for a process that is dead, in state %s", (state) => {
    expect(parseStat(`4242 (etcd) ${tail(state)}`)).toBeUndefined();
  });

  test("is none for an empty file", () => {
    expect(parseStat("")).toBeUndefined();
  });
});

describe("the start time from ps", () => {
  test("is its lstart column", () => {
    expect(parsePs("Ss   Sat Nov 21 11:00:01 2026\n")).toBe("Sat Nov 21 11:00:01 2026");
  });

  test.each([
    ["a zombie", "Z+   Sat Nov 21 11:00:01 2026\n"],
    ["no answer", "\n"],
  ])("is none for %s", (_, line) => {
    expect(parsePs(line)).toBeUndefined();
  });
});

describe("a process", () => {
  test("is the same as itself", () => {
    const self = identify(process.pid);
    expect(self).toEqual({ pid: process.pid, startTime: expect.stringMatching(/^.+$/) });
    expect(self && isSame(self)).toBe(true);
  });

  test("is not the one that had its pid before", () => {
    expect(isSame({ pid: process.pid, startTime: "another time" })).toBe(false);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 22 + 1])("is not found under the impossible pid %s", (pid) => {
    expect(identify(pid)).toBeUndefined();
  });
});
