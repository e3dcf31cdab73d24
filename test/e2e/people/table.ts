import { type Member, members } from "./sample.ts";

const columns = (Object.keys(members) as Member[]).filter((member) => member !== "nobody");

interface Shown {
  readonly may: readonly Member[];
  readonly byApi?: readonly Member[];
}

/** Who may what, as docs/sso.md shows it. */
export function table(rows: Readonly<Record<string, Shown>>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...columns]),
    line(["---", ...columns.map(() => ":-:")]),
    ...Object.entries(rows).map(([what, { may, byApi = may }]) =>
      line([what, ...columns.map((member) => (byApi.includes(member) ? "yes" : ""))]),
    ),
  ].join("\n");
}
