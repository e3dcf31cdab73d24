import { isRecord } from "../json.ts";
import { judge } from "../kinds/validator.ts";
import type { Problem } from "../problem.ts";
import { groupProblems } from "./groups.ts";
import { everywhere, nobody, type People } from "./people.ts";

const groups = { type: "array", items: { type: "string" } };
const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    groupsClaim: { type: "string", minLength: 1 },
    groupsPrefix: { type: "string" },
    ...Object.fromEntries(everywhere.map((role) => [role, groups])),
    promoter: { type: "object", additionalProperties: groups },
  },
};

/**
 * Reads `slipway:people`. Whether its environments exist is for who knows the definitions: check-people.ts.
 *
 * @returns the people, when there are no problems; and every problem, its path from the setting's own name
 */
export function peopleOf(value: unknown): { people?: People; problems: readonly Problem[] } {
  const given = value ?? {};
  const problems = judge(given, { name: "slipway people", schema: () => schema, expressions: false }).map(
    ({ path, message, got, allowed, fix }): Problem => ({
      rule: "people",
      severity: "error",
      path: pathOf(path),
      message,
      ...(got !== undefined && { got }),
      ...(allowed !== undefined && { allowed }),
      fix: fix ?? "See docs/sso.md",
    }),
  );
  if (problems.length > 0 || !isRecord(given)) return { problems };
  const people = { ...nobody, ...(given as Partial<People>) };
  const wrongNames = groupProblems(people);
  return wrongNames.length > 0 ? { problems: wrongNames } : { people, problems: [] };
}

function pathOf(steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (path, step) => `${path}${typeof step === "number" ? `[${step}]` : `.${step}`}`,
    "people",
  );
}
