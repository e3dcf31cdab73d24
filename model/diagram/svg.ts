import {
  type Diagram,
  type Gate,
  type Live,
  type LiveNode,
  nothingLive,
  type StageNode,
  sourcesOf,
  type WarehouseNode,
} from "./diagram.ts";
import { type Layout, layoutOf, type Point } from "./layout.ts";
import { withoutScheme } from "./mermaid.ts";
import { type Pill, svgStyle } from "./svg-style.ts";
import { fitted, textWidth } from "./text-width.ts";

const margin = 20;
const inside = 14;
const narrowest = 132;
const widest = { warehouse: 300, stage: 256 } as const;
const size = { caption: 11, name: 15, line: 12, pill: 11 } as const;
const pillHeight = 19;
const lineHeight = 18;

/** What a box shows, before it has a place. */
interface Card {
  readonly id: string;
  readonly caption: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly pills: readonly (readonly Gate[])[];
  readonly shape: string;
  readonly dashed: boolean;
  readonly live: LiveNode | undefined;
  readonly width: number;
  readonly height: number;
}

/**
 * A diagram as SVG: no scripts, no fonts from elsewhere, light and dark by the reader's own setting. The same diagram
 * gives the same bytes.
 */
export function svgDiagram({ title, warehouses, stages }: Diagram, live: Live = nothingLive): string {
  const cards = [
    ...warehouses.map((each) => warehouseCard(each, live.warehouses.get(each.name))),
    ...stages.map((each) => stageCard(each, live.stages.get(each.name))),
  ];
  const edges = stages.flatMap((stage) => sourcesOf(stage).map((source) => [source, `Stage/${stage.name}`] as const));
  const layout = layoutOf(cards, edges);
  const [width, height] = [layout.width + 2 * margin, layout.height + 2 * margin];
  const byId = new Map(layout.boxes.map((box) => [box.id, box]));
  const drawn = cards.map((each) => {
    const { x = 0, y = 0, width: wide = each.width } = byId.get(each.id) ?? {};
    return cardSvg({ ...each, width: wide }, x, y);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(`Pipeline ${title}`)}</title>`,
    `<desc>${escaped(description(stages))}</desc>`,
    `<style>${svgStyle}</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="10"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...layout.edges.flatMap(edgeSvg),
    ...drawn,
    "</g>",
    "</svg>\n",
  ].join("\n");
}

/** For readers who don't see the picture. */
function description(stages: readonly StageNode[]): string {
  return stages
    .map((stage) => {
      const sources = sourcesOf(stage).map((source) => source.replace("/", " "));
      const gates = stage.gates.map(({ text }) => text).join(", ");
      return `Stage ${stage.name}${sources.length === 0 ? "" : ` from ${sources.join(", ")}`}${gates === "" ? "" : ` (${gates})`}.`;
    })
    .join(" ");
}

function warehouseCard({ name, subscriptions, notes }: WarehouseNode, live: LiveNode | undefined): Card {
  const lines = subscriptions.map(
    ({ kind, repoURL, which }) => `${kind} ${withoutScheme(repoURL)}${which === undefined ? "" : ` (${which})`}`,
  );
  // a box is narrow, and what it says of Freight is clear there
  const all = [...lines, ...notes.map((note) => note.replace(/^Freight only/, "only"))];
  return card(
    {
      id: `Warehouse/${name}`,
      caption: "Warehouse",
      name,
      lines: all,
      gates: [],
      shape: "warehouse",
      dashed: all[0] === "not found",
      live,
    },
    widest.warehouse,
  );
}

function stageCard({ name, environment, kind, gates }: StageNode, live: LiveNode | undefined): Card {
  const caption = environment === name ? "Stage" : `Stage of ${environment}`;
  const guarded = gates.some((gate) => gate.kind === "protected") ? " guarded" : "";
  const passing = kind === "controlFlow" || kind === "join";
  return card(
    {
      id: `Stage/${name}`,
      caption,
      name,
      lines: kind === "missing" ? ["not found"] : [],
      gates,
      shape: `${passing ? "passing" : "box"}${guarded}`,
      dashed: passing || kind === "missing",
      live,
    },
    widest.stage,
  );
}

function card(
  { gates, ...card }: Omit<Card, "width" | "height" | "pills"> & { readonly gates: readonly Gate[] },
  most: number,
): Card {
  const room = most - 2 * inside;
  const lines = card.lines.map((line) => fitted(line, size.line, room));
  const liveLines = (card.live?.lines ?? []).map((line) => fitted(line, size.line, room));
  const name = fitted(card.name, size.name, room);
  const caption = fitted(card.caption, size.caption, room);
  const pills = pillRows(gates, room);
  const texts = [
    textWidth(caption, size.caption),
    textWidth(name, size.name),
    ...[...lines, ...liveLines].map((line) => textWidth(line, size.line)),
    ...pills.map((row) => row.reduce((sum, gate) => sum + pillWidth(gate) + 5, -5)),
  ];
  const width = Math.min(most, Math.max(narrowest, ...texts.map((each) => each + 2 * inside)));
  const height =
    2 * inside +
    32 +
    lines.length * lineHeight +
    pills.length * (pillHeight + 5) +
    (liveLines.length === 0 ? 0 : 8 + liveLines.length * lineHeight) -
    2;
  return { ...card, caption, name, lines, pills, width, height, live: card.live && { ...card.live, lines: liveLines } };
}

function pillRows(gates: readonly Gate[], room: number): Gate[][] {
  const rows: Gate[][] = [];
  let used = room + 1;
  for (const gate of gates) {
    const wide = pillWidth(gate);
    if (used + wide > room) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(gate);
    used += wide + 5;
  }
  return rows;
}

function pillWidth({ text }: Gate): number {
  return textWidth(text, size.pill) + 14;
}

const pillColours: Readonly<Record<Gate["kind"], Pill>> = {
  auto: "green",
  manual: "yellow",
  soak: "blue",
  all: "grey",
  verification: "blue",
  pullRequest: "yellow",
  freeze: "yellow",
  protected: "red",
  controlFlow: "grey",
  join: "grey",
};

function cardSvg(
  { caption, name, lines, pills, shape, dashed, live, width, height }: Card,
  x: number,
  y: number,
): string {
  const parts = [
    `<g transform="translate(${x} ${y})">`,
    `<rect class="${shape}" width="${width}" height="${height}" rx="8"${dashed ? ' stroke-dasharray="5 4"' : ""}/>`,
  ];
  if (live !== undefined) parts.push(`<rect class="${live.tone}" width="5" height="${height - 16}" y="8" rx="2.5"/>`);
  let at = inside + 9;
  const text = (content: string, kind: "text" | "muted", of: number, more = "") =>
    parts.push(`<text class="${kind}" x="${inside}" y="${at}" font-size="${of}"${more}>${escaped(content)}</text>`);
  text(caption, "muted", size.caption);
  at += 19;
  text(name, "text", size.name, ' font-weight="600"');
  at += 20;
  for (const line of lines) {
    text(line, "muted", size.line);
    at += lineHeight;
  }
  at -= 10;
  for (const row of pills) {
    let left = inside;
    for (const gate of row) {
      const wide = pillWidth(gate);
      const colour = pillColours[gate.kind];
      parts.push(
        `<rect class="${colour}" x="${left}" y="${at}" width="${wide}" height="${pillHeight}" rx="${pillHeight / 2}"/>`,
        `<text class="${colour}-text" x="${left + wide / 2}" y="${at + 13.5}" font-size="${size.pill}" text-anchor="middle">${escaped(gate.text)}</text>`,
      );
      left += wide + 5;
    }
    at += pillHeight + 5;
  }
  at += 18;
  for (const line of live?.lines ?? []) {
    text(line, "text", size.line);
    at += lineHeight;
  }
  parts.push("</g>");
  return parts.join("");
}

/** Level where it leaves and arrives, so that lines that meet don't hide which is which. */
function edgeSvg({ points }: Layout["edges"][number]): string[] {
  const end: Point = points.at(-1) ?? [0, 0];
  const line = [...points.slice(0, -1), [end[0] - 7, end[1]] as const];
  const path = line.map(([x, y], i) => {
    if (i === 0) return `M${x} ${y}`;
    const [fromX, fromY] = line[i - 1] ?? [0, 0];
    if (fromY === y) return `H${x}`;
    const half = Math.round((fromX + x) / 2);
    return `C${half} ${fromY} ${half} ${y} ${x} ${y}`;
  });
  const [x, y] = end;
  return [
    `<path class="edge" d="${path.join("")}" fill="none" stroke-width="1.5"/>`,
    `<path class="head" d="M${x} ${y}l-8 -4.5v9z"/>`,
  ];
}

/** XML's own characters, and none that XML 1.0 doesn't allow. */
function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, "")
  );
}
