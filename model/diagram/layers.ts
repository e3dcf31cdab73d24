/** Nodes in columns from left to right, so that few lines cross: the order, not yet the places. */

export interface LayeredNode {
  readonly id: string;
  /** An edge that passes a column has a node of its own there. */
  readonly passes: boolean;
}

export interface Layers {
  readonly columns: readonly (readonly LayeredNode[])[];
  /** Between neighbouring columns only. */
  readonly segments: readonly (readonly [from: string, to: string])[];
  /** Each edge as the nodes it goes through, ends included. */
  readonly edges: readonly (readonly string[])[];
}

/** How often columns are sorted by their neighbours; more changes nothing on pipelines of people's size. */
const sweeps = 6;

/** @param nodes in the order in which they may stand below each other; edges lead from earlier to later ones */
export function layersOf(nodes: readonly string[], edges: readonly (readonly [string, string])[]): Layers {
  const column = columnOf(nodes, edges);
  const columns: LayeredNode[][] = Array.from({ length: Math.max(-1, ...column.values()) + 1 }, () => []);
  for (const id of nodes) columns[column.get(id) ?? 0]?.push({ id, passes: false });
  const paths = edges.map(([from, to]) => {
    const path = [from];
    for (let at = (column.get(from) ?? 0) + 1; at < (column.get(to) ?? 0); at += 1) {
      const id = `${from}\u0000${to}\u0000${at}`;
      columns[at]?.push({ id, passes: true });
      path.push(id);
    }
    return [...path, to];
  });
  const segments = paths.flatMap((path) => path.slice(1).map((to, i) => [path[i] ?? "", to] as const));
  return { columns: sorted(columns, segments), segments, edges: paths };
}

/** As far left as its sources allow. */
function columnOf(
  nodes: readonly string[],
  edges: readonly (readonly [string, string])[],
): ReadonlyMap<string, number> {
  const sources = Map.groupBy(edges, ([, to]) => to);
  const column = new Map<string, number>();
  for (const id of nodes) {
    const before = (sources.get(id) ?? []).map(([from]) => column.get(from) ?? -1);
    column.set(id, Math.max(-1, ...before) + 1);
  }
  return column;
}

function sorted(columns: readonly LayeredNode[][], segments: Layers["segments"]): LayeredNode[][] {
  const before = Map.groupBy(segments, ([, to]) => to);
  const after = Map.groupBy(segments, ([from]) => from);
  let current = columns.map((column) => [...column]);
  let best = current;
  let fewest = crossings(current, segments);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    const forth = sweep % 2 === 0;
    const next = current.map((column) => [...column]);
    for (let step = 1; step < next.length; step += 1) {
      const at = forth ? step : next.length - 1 - step;
      const place = new Map(next[forth ? at - 1 : at + 1]?.map(({ id }, i) => [id, i]));
      const neighbours = ({ id }: LayeredNode) =>
        forth ? (before.get(id) ?? []).map(([from]) => from) : (after.get(id) ?? []).map(([, to]) => to);
      const weight = new Map(
        next[at]?.map((node, i) => [node.id, mean(neighbours(node).map((id) => place.get(id) ?? 0)) ?? i]),
      );
      next[at]?.sort((a, b) => (weight.get(a.id) ?? 0) - (weight.get(b.id) ?? 0));
    }
    current = next;
    const count = crossings(current, segments);
    if (count < fewest) [best, fewest] = [current, count];
  }
  return best;
}

/** Pairs of lines that cross between neighbouring columns. */
function crossings(columns: readonly (readonly LayeredNode[])[], segments: Layers["segments"]): number {
  const place = new Map(columns.flatMap((column, x) => column.map(({ id }, y) => [id, { x, y }] as const)));
  const byColumn = Map.groupBy(segments, ([from]) => place.get(from)?.x ?? 0);
  let count = 0;
  for (const lines of byColumn.values()) {
    const ends = lines.map(([from, to]) => [place.get(from)?.y ?? 0, place.get(to)?.y ?? 0] as const);
    ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const [i, [, right]] of ends.entries()) count += ends.slice(0, i).filter(([, other]) => other > right).length;
  }
  return count;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, each) => sum + each, 0) / values.length;
}
