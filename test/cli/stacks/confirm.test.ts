import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirm } from "../../../cli/stacks/confirm.ts";
import { UserError } from "../../../model/problem.ts";

function terminal(env: Record<string, string> = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true });
  return { input: stream(), output: stream(), env };
}

const answered = (keys: string, env?: Record<string, string>, { signal } = new AbortController()) => {
  const at = terminal(env);
  const asked = confirm("Destroy it?", signal, at);
  at.input.write(keys);
  return asked;
};

test("yes goes on", async () => {
  await expect(answered("yes\r")).resolves.toBeUndefined();
});

test.each([
  ["no", "no\r", "nothing was destroyed"],
  ["nothing", "\r", "nothing was destroyed"],
  ["Ctrl-C", "\u0003", "\nnothing was destroyed"],
  ["Ctrl-D", "\u0004", "\nnothing was destroyed"],
])("%s destroys nothing", async (_, keys, message) => {
  await expect(answered(keys)).rejects.toThrow(new UserError(message));
});

test("a job of CI is never asked, though it has a terminal", async () => {
  await expect(answered("yes\r", { CI: "true" })).rejects.toThrow(
    new UserError("there is no terminal to ask on, so nothing was destroyed: say --yes"),
  );
});

test("a signal ends the question", async () => {
  const stop = new AbortController();
  const asked = answered("ye", {}, stop);
  stop.abort();
  await expect(asked).rejects.toThrow(new UserError("\nnothing was destroyed"));
});
