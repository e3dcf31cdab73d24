import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";

/** Reads an object of config field by field and keeps every problem it meets. A field that can't be read is as if not given. */
export class Fields {
  readonly problems: Problem[] = [];
  readonly path: string;
  private readonly values: Readonly<Record<string, unknown>>;

  /** @param known every field there is: any other is a problem, since a misspelt one would silently do nothing */
  constructor(path: string, values: Readonly<Record<string, unknown>>, known: readonly string[]) {
    this.path = path;
    this.values = values;
    for (const name of Object.keys(values).filter((each) => !known.includes(each))) {
      this.report(name, "There is no such setting", {
        got: shown(name),
        allowed: listed(known),
        fix: perhaps(name, known, "Remove it"),
      });
    }
  }

  text(name: string): string | undefined {
    return this.of(name, "a text", (value) => typeof value === "string" && value !== "") as string | undefined;
  }

  flag(name: string): boolean | undefined {
    return this.of(name, "true or false", (value) => typeof value === "boolean") as boolean | undefined;
  }

  /** A whole number from `least` to `most`. */
  count(name: string, least: number, most: number): number | undefined {
    const inRange = (value: unknown) =>
      typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
    const allowed =
      most >= Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`;
    return this.of(name, allowed, inRange) as number | undefined;
  }

  texts(name: string): readonly string[] | undefined {
    const isList = (value: unknown) =>
      Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "");
    return this.of(name, "a list of texts", isList) as readonly string[] | undefined;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    return this.of(name, choices.join(", "), (value) => (choices as readonly unknown[]).includes(value)) as
      | Choice
      | undefined;
  }

  report(name: string, message: string, facts: Partial<Problem>): void {
    const path = name === "" ? this.path : `${this.path}.${name}`;
    this.problems.push({ rule: "source", severity: "error", path, message, fix: "Correct it", ...facts });
  }

  private of(name: string, allowed: string, accepts: (value: unknown) => boolean): unknown {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (accepts(value)) return value;
    this.report(name, "This can't be read", { got: shown(value), allowed });
    return undefined;
  }
}
