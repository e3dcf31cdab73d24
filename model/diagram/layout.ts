import { type Layers, layersOf } from "./layers.ts";

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  /** Each edge as the points it goes through, from the right side of a box to the left side of another. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly points: readonly Point[] }[];
}

export type Point = readonly [x: number, y: number];

const gapX = 56;
const gapY = 24;
/** Height kept free for an edge that passes a column. */
const passing = 8;

/**
 * Places boxes in columns from left to right, each as near to the middle of its neighbours as the others let it; those
 * of one column get the width of the widest. The same input gives the same whole numbers. Boxes of one column get the width of the widest.
 */
export function layoutOf(boxes: readonly Box[], edges: readonly (readonly [string, string])[]): Layout {
  const layers = layersOf(
    boxes.map(({ id }) => id),
    edges,
  );
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const height = (id: string) => byId.get(id)?.height ?? passing;
  const middle = middles(layers, height);
  const top = Math.min(...[...middle].map(([id, y]) => y - height(id) / 2), 0);
  const lefts: number[] = [];
  const widths = layers.columns.map((column) => Math.max(...column.map(({ id }) => byId.get(id)?.width ?? 0)));
  for (const [i] of widths.entries()) lefts.push(i === 0 ? 0 : (lefts[i - 1] ?? 0) + (widths[i - 1] ?? 0) + gapX);
  const at = new Map(layers.columns.flatMap((column, x) => column.map(({ id }) => [id, x] as const)));
  const y = (id: string) => Math.round((middle.get(id) ?? 0) - top);
  const placed = boxes.map((box) => ({
    ...box,
    width: widths[at.get(box.id) ?? 0] ?? box.width,
    x: lefts[at.get(box.id) ?? 0] ?? 0,
    y: Math.round(y(box.id) - box.height / 2),
  }));
  const corners = new Map(placed.map((box) => [box.id, box]));
  return {
    width: (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: Math.max(0, ...placed.map((box) => box.y + box.height), ...[...middle.keys()].map((id) => y(id) + passing)),
    boxes: placed,
    edges: layers.edges.map((path) => ({
      from: path[0] ?? "",
      to: path.at(-1) ?? "",
      points: path.flatMap((id, i): Point[] => {
        const column = at.get(id) ?? 0;
        const box = corners.get(id);
        if (i === 0) return [[(box?.x ?? 0) + (box?.width ?? 0), y(id)]];
        if (i === path.length - 1) return [[box?.x ?? 0, y(id)]];
        const left = lefts[column] ?? 0;
        return [
          [left, y(id)],
          [left + (widths[column] ?? 0), y(id)],
        ];
      }),
    })),
  };
}

/** The height of each node's middle. */
function middles({ columns, segments }: Layers, height: (id: string) => number): Map<string, number> {
  const before = Map.groupBy(segments, ([, to]) => to);
  const after = Map.groupBy(segments, ([from]) => from);
  const middle = new Map<string, number>();
  const place = (column: readonly { readonly id: string }[], wanted: (id: string) => readonly number[]) => {
    const ids = column.map(({ id }) => id);
    const apart = ids.map((id, i) => (i === 0 ? 0 : (height(ids[i - 1] ?? "") + height(id)) / 2 + gapY));
    const goals = ids.map((id, i) => mean(wanted(id)) ?? middle.get(id) ?? i);
    for (const [i, y] of spread(goals, apart).entries()) middle.set(ids[i] ?? "", y);
  };
  const known = (ids: readonly string[]) => ids.flatMap((id) => middle.get(id) ?? []);
  const sources = (id: string) => known((before.get(id) ?? []).map(([from]) => from));
  const targets = (id: string) => known((after.get(id) ?? []).map(([, to]) => to));
  for (const column of columns) place(column, sources);
  for (const column of columns.slice(0, -1).toReversed()) place(column, targets);
  for (const column of columns.slice(1)) place(column, (id) => [...sources(id), ...targets(id)]);
  return middle;
}

/**
 * Places in a given order and at least `apart[i]` from the one before, with the least sum of squares of how far each is
 * from its goal (pool adjacent violators).
 */
function spread(goals: readonly number[], apart: readonly number[]): number[] {
  let offset = 0;
  const offsets = apart.map((each) => (offset += each));
  const blocks: { sum: number; count: number }[] = [];
  for (const [i, goal] of goals.entries()) {
    let block = { sum: goal - (offsets[i] ?? 0), count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  const shifts = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  return shifts.map((shift, i) => shift + (offsets[i] ?? 0));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, each) => sum + each, 0) / values.length;
}
