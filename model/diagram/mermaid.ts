import { type Diagram, type Live, nothingLive, type StageNode, sourcesOf } from "./diagram.ts";

/** What a change does to a node. */
export type Mark = "new" | "changed" | "removed";

/**
 * A diagram as Mermaid, which GitHub, GitLab and many wikis draw. Colours are left to whoever draws it, so that it is
 * readable in light and dark.
 *
 * @param marks by `Stage/name` and `Warehouse/name`; they get a border of their own
 */
export function mermaidDiagram(
  { title, warehouses, stages }: Diagram,
  live: Live = nothingLive,
  marks: ReadonlyMap<string, Mark> = new Map(),
): string {
  const ids = new Map<string, string>([
    ...warehouses.map(({ name }, i) => [`Warehouse/${name}`, `w${i + 1}`] as const),
    ...stages.map(({ name }, i) => [`Stage/${name}`, `s${i + 1}`] as const),
  ]);
  const text = (lines: readonly string[]) => `"${lines.map(escaped).join("<br/>")}"`;
  const lines = [
    "flowchart LR",
    ...warehouses.map(({ name, subscriptions, notes }) => {
      const watched = subscriptions.map(
        ({ kind, repoURL, which }) => `${kind} ${withoutScheme(repoURL)}${which === undefined ? "" : ` (${which})`}`,
      );
      const now = live.warehouses.get(name)?.lines ?? [];
      return `  ${ids.get(`Warehouse/${name}`)}[(${text([`Warehouse ${name}`, ...watched, ...notes, ...now])})]`;
    }),
    ...stages.map((stage) => {
      const gates = stage.kind === "missing" ? "not found" : stage.gates.map((gate) => gate.text).join(", ");
      const [open, close] = shapes[stage.kind];
      const now = live.stages.get(stage.name)?.lines ?? [];
      return `  ${ids.get(`Stage/${stage.name}`)}${open}${text([stage.name, gates, ...now])}${close}`;
    }),
    ...stages.flatMap((stage) =>
      sourcesOf(stage).map((source) => `  ${ids.get(source)} --> ${ids.get(`Stage/${stage.name}`)}`),
    ),
    ...styles(stages, ids, live),
    ...markStyles(ids, marks),
  ];
  // Mermaid looks for directives in the whole text, `%%{…}%%`, before it reads any of it
  const quoted = JSON.stringify(title).replaceAll("%", "\\u0025");
  return `---\ntitle: ${quoted}\n---\n${lines.join("\n")}\n`;
}

const shapes = {
  promoted: ["[", "]"],
  controlFlow: ["{{", "}}"],
  join: ["{{", "}}"],
  missing: ["[", "]"],
} as const satisfies Record<StageNode["kind"], readonly [string, string]>;

function styles(stages: readonly StageNode[], ids: ReadonlyMap<string, string>, live: Live): string[] {
  const of = (name: string, css: string, wanted: (stage: StageNode) => boolean) => {
    const found = stages.filter(wanted).map((stage) => ids.get(`Stage/${stage.name}`));
    return found.length === 0 ? [] : [`  classDef ${name} ${css}`, `  class ${found.join(",")} ${name}`];
  };
  return [
    ...of("protected", "stroke-width:3px", ({ gates }) => gates.some(({ kind }) => kind === "protected")),
    ...of("missing", "stroke-dasharray:4 3", ({ kind }) => kind === "missing"),
    ...of("bad", "stroke:#cf222e,stroke-width:3px", ({ name }) => live.stages.get(name)?.tone === "bad"),
    ...of("busy", "stroke:#bf8700,stroke-width:3px", ({ name }) => live.stages.get(name)?.tone === "busy"),
  ];
}

const markCss = {
  new: "stroke:#1a7f37,stroke-width:3px",
  changed: "stroke:#0969da,stroke-width:3px",
  removed: "stroke:#cf222e,stroke-width:3px,stroke-dasharray:4 3",
} as const satisfies Record<Mark, string>;

function markStyles(ids: ReadonlyMap<string, string>, marks: ReadonlyMap<string, Mark>): string[] {
  return Object.entries(markCss).flatMap(([mark, css]) => {
    const found = [...ids].filter(([node]) => marks.get(node) === mark).map(([, id]) => id);
    return found.length === 0 ? [] : [`  classDef ${mark} ${css}`, `  class ${found.join(",")} ${mark}`];
  });
}

export function withoutScheme(url: string): string {
  return url.replace(/^(?:https?|oci):\/\//, "").replace(/\.git$/, "");
}

/** Source: Mermaid's entity codes; `#` begins one, so it is one itself. */
function escaped(text: string): string {
  return (
    text
      .replace(/[#"<>&`%\\]/g, (character) => `#${character.codePointAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the line, or the text
      .replace(/[\u0000-\u001f\u007f]/g, " ")
  );
}
