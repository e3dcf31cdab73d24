import type { JsonSchema } from "./schema.ts";

const either = (a: string, b: string): JsonSchema => ({ oneOf: [{ required: [a] }, { required: [b] }] });
const notBoth = (a: string, b: string): JsonSchema => ({ not: { required: [a, b] } });
const itemsOf = (...values: string[]): JsonSchema => ({ items: { enum: values } });

/** What the CEL rules of the pinned CRDs say, as JSON Schema; the second and later rule of a pair adds nothing. */
const known: Readonly<Record<string, JsonSchema>> = {
  "(has(self.uses) ? !has(self.task) : has(self.task))": either("uses", "task"),
  "!has(self.task) || !has(self.continueOnError)": notBoth("task", "continueOnError"),
  "!has(self.task) || !has(self.retry)": notBoth("task", "retry"),
  "has(self.uses) && !has(self.task)": { required: ["uses"], not: { required: ["task"] } },
  "has(self.stage) ? !has(self.stageSelector) : has(self.stageSelector)": either("stage", "stageSelector"),
  "has(self.freight) != has(self.origin)": either("freight", "origin"),
  "self.size() == 0 || self[0] == 'Failed' || self[0] == 'Errored'": itemsOf("Failed", "Errored"),
  "self.size() <= 1 || self[1] == 'Failed' || self[1] == 'Errored'": {},
  "self.size() == 0 || self[0] == 'Failed' || self[0] == 'Error'": itemsOf("Failed", "Error"),
  "self.size() <= 1 || self[1] == 'Failed' || self[1] == 'Error'": {},
};

/**
 * The conditions that a CRD's `x-kubernetes-validations` put on a value.
 *
 * @throws Error for a rule that isn't in the table above: a new version of a CRD must not lose one unseen
 */
export function conditions(validations: unknown): JsonSchema[] {
  if (!Array.isArray(validations)) return [];
  return (validations as { rule: string }[]).flatMap(({ rule }) => {
    const schema = known[rule];
    if (schema === undefined) throw new Error(`tools/kinds/cel.ts has no schema for the rule ${rule}; add one`);
    return Object.keys(schema).length === 0 ? [] : [schema];
  });
}
