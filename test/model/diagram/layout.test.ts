import { expect, test } from "vitest";
import { layoutOf } from "../../../model/diagram/layout.ts";

const box = (id: string, height = 40) => ({ id, width: 100, height });

test("a box stands beside the middle of those it feeds", () => {
  const { boxes } = layoutOf(
    [box("w"), box("a"), box("b")],
    [
      ["w", "a"],
      ["w", "b"],
    ],
  );
  expect(boxes).toEqual([
    { ...box("w"), x: 0, y: 32 },
    { ...box("a"), x: 156, y: 0 },
    { ...box("b"), x: 156, y: 64 },
  ]);
});

test("an edge past a column keeps clear of the boxes there", () => {
  const { boxes, edges } = layoutOf(
    [box("w"), box("a"), box("b")],
    [
      ["w", "a"],
      ["a", "b"],
      ["w", "b"],
    ],
  );
  const passing = edges.find(({ from, to }) => from === "w" && to === "b")?.points ?? [];
  expect(passing).toHaveLength(4);
  const a = boxes.find(({ id }) => id === "a");
  const [, y = 0] = passing[1] ?? [];
  expect(y < (a?.y ?? 0) || y > (a?.y ?? 0) + 40).toBe(true);
});

test("lines that needn't cross don't", () => {
  const { boxes } = layoutOf(
    [box("w1"), box("w2"), box("b"), box("a")],
    [
      ["w1", "a"],
      ["w2", "b"],
    ],
  );
  const y = (id: string) => boxes.find((each) => each.id === id)?.y ?? 0;
  expect(y("a") < y("b")).toBe(y("w1") < y("w2"));
});
