import type { Limits } from "./limits.ts";
import { code, count, quoted } from "./markdown.ts";
import type { Picture } from "./pictures.ts";
import type { Report } from "./report.ts";

/** GitHub draws nothing of a diagram with more. Source: Mermaid's `maxEdges`, 500 unless its page says otherwise. */
const mostEdges = 500;

/** The pipelines, what changes in them marked. */
export function pictureLines(pictures: readonly Picture[], undrawn: Report["undrawn"], limits: Limits): string[] {
  const shown = pictures.slice(0, limits.rows);
  let room = limits.picture * 2;
  const drawn = shown.map((picture) => {
    const fits = picture.mermaid.length <= Math.min(limits.picture, room) && picture.edges <= mostEdges;
    if (fits) room -= picture.mermaid.length;
    return pictureOf(picture, fits);
  });
  const problems = undrawn
    .slice(0, limits.rows)
    .map(({ app, problem }) => [
      `### Pipeline ${code(app, 60)}`,
      "",
      `**It can't be drawn**:${quoted(problem, limits.text)}`,
    ]);
  const left = pictures.length + undrawn.length - drawn.length - problems.length;
  const all = [...problems, ...drawn, ...(left > 0 ? [[`Left out: ${count(left, "more pipeline")}.`]] : [])];
  return all.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function pictureOf({ title, mermaid, marks, partial }: Picture, fits: boolean): string[] {
  const said = (["removed", "changed", "new"] as const)
    .filter((mark) => marks[mark].length > 0)
    .map((mark) => `${words[mark]}: ${listed(marks[mark])}`);
  const sentences = [
    said.length === 0 ? "Nothing changes in its Stages and Warehouses" : said.join("; "),
    ...(partial ? ["Only what the previewed stacks hold is drawn"] : []),
    ...(fits ? [] : ["The picture is too large for a comment; `slipway diagram` draws it"]),
  ];
  return [
    `### Pipeline ${code(title, 60)}`,
    "",
    ...(fits ? ["```mermaid", ...mermaid.trimEnd().split("\n"), "```", ""] : []),
    `${sentences.join(". ")}.`,
  ];
}

const words = { removed: "Removed (red, dashed)", changed: "Changed (blue)", new: "New (green)" } as const;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => code(name, 100));
  return `${shown.join(", ")}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ""}`;
}
