import { expect, test } from "vitest";
import { runProgram } from "../../../sandbox/seed/run-program.ts";

const run = (script: string, rest: Partial<Parameters<typeof runProgram>[0]> = {}) =>
  runProgram({
    program: "sh",
    args: ["-c", script],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    timeoutMs: 60_000,
    ...rest,
  });

test("a program gets the given environment only, and its output is returned", async () => {
  process.env["SEED_TEST_LEAK"] = "leaked";
  try {
    expect(await run(`echo "$GIVEN, $SEED_TEST_LEAK"`, { env: { PATH: "/usr/bin:/bin", GIVEN: "given" } })).toBe(
      "given, \n",
    );
  } finally {
    delete process.env["SEED_TEST_LEAK"];
  }
});

test("a failure tells command, exit code and the last twenty lines, with secrets blotted out", async () => {
  const failed = run(`i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "$i hunter-2"; done >&2; exit 3`, {
    secrets: ["hunter-2", ""],
  });
  const error = await failed.catch((reason: Error) => reason);
  const [first, ...lines] = (error as Error).message.split("\n");
  expect(first).toMatch(/^sh -c .* failed with exit code 3:$/);
  expect(lines).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 11} ***`));
});

test("a program that takes too long is ended and the bound told", async () => {
  await expect(run("exec sleep 60", { timeoutMs: 200 })).rejects.toThrow(
    "sh -c exec sleep 60 did not end within 0.2 s:",
  );
});

test("a program that something else ended is told by the signal", async () => {
  await expect(run("kill -TERM $$")).rejects.toThrow("sh -c kill -TERM $$ was ended by SIGTERM:");
});

test("a stop ends the program with the stop's reason", async () => {
  const stop = new AbortController();
  const stopped = run("exec sleep 60", { signal: stop.signal });
  stop.abort(new Error("Ctrl-C"));
  await expect(stopped).rejects.toThrow("Ctrl-C");
});

test("a missing program is told with what to do", async () => {
  await expect(run("", { program: "no-such-program" })).rejects.toThrow(
    "no-such-program was not found, or the folder / is gone. Install it, or put it on PATH",
  );
});
