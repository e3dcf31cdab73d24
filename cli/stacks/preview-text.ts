import type { ProjectRun } from "../../engine/pulumi-project.ts";

const marks: Readonly<Record<string, string>> = { create: "+", update: "~", replace: "±", delete: "-" };

/** What a preview found, one line for each change, then what engine, provider and policies said. */
export function previewText({ planned, messages }: Pick<ProjectRun, "planned" | "messages">): string {
  const width = Math.max(0, ...planned.map(({ name }) => name.length));
  const changes = planned.map(({ operation, name, type, fields }) => {
    const what = fields.length > 0 && operation !== "create" ? `: ${fields.join(", ")}` : "";
    return `  ${marks[operation] ?? "?"} ${name.padEnd(width)}  ${type.split(":").at(-1) ?? type}${what}`;
  });
  return [...changes, ...messages.map((message) => `  ${message}`.replaceAll("\n", "\n  "))].join("\n");
}
