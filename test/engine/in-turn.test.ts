import { expect, test } from "vitest";
import { inTurn } from "../../engine/in-turn.ts";
import { Stopped } from "../../engine/stopped.ts";
import { UserError } from "../../model/problem.ts";

const stacks = ["delivery", "dev", "prod"].map((name) => ({ name }));

test("stacks are done one after another", async () => {
  const order: string[] = [];
  const results = await inTurn(stacks, async ({ name }) => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    return name.length;
  });
  expect(results).toEqual([8, 3, 4]);
  expect(order).toEqual(stacks.flatMap(({ name }) => [`${name} begins`, `${name} ends`]));
});

test.each([
  ["delivery", "Not started: dev, prod. "],
  ["prod", ""],
])("a failure of %s stops the rest, and says how to go on", async (failing, rest) => {
  const done: string[] = [];
  const run = async ({ name }: { name: string }) => {
    if (name === failing) throw new UserError(`stack ${name}: up failed: no such cluster`);
    done.push(name);
  };
  await expect(inTurn(stacks, run)).rejects.toThrow(
    new UserError(
      `stack ${failing}: up failed: no such cluster\n${rest}Mend it and run the same command again: it goes on where it stopped.`,
    ),
  );
  expect(done).toEqual(
    stacks
      .map(({ name }) => name)
      .slice(
        0,
        stacks.findIndex(({ name }) => name === failing),
      ),
  );
});

test("a defect stays what it is", async () => {
  const defect = new TypeError("x is undefined");
  await expect(inTurn(stacks, () => Promise.reject(defect))).rejects.toBe(defect);
});

test.each([
  ["delivery", "\nNot started: dev, prod."],
  ["prod", ""],
])("whoever stops %s has nothing to mend", async (at, rest) => {
  const run = async ({ name }: { name: string }) => {
    if (name === at) throw new Stopped(`stack ${name}: up was stopped; run it again to go on`);
  };
  await expect(inTurn(stacks, run)).rejects.toThrow(
    new Stopped(`stack ${at}: up was stopped; run it again to go on${rest}`),
  );
});
