import { judge } from "../kinds/validator.ts";
import type { Problem } from "../problem.ts";

/** What a schema of the platform's says against a value, each with its path from the setting's own name. */
export function schemaProblems(path: string, name: string, schema: object, value: unknown): Problem[] {
  return judge(value, { name: `slipway ${name}`, schema: () => schema, expressions: false }).map((finding) => ({
    rule: "platform-settings",
    severity: "error",
    ...finding,
    path: [path, ...finding.path].join("."),
    fix: finding.fix ?? "See docs/platform.md",
  }));
}
