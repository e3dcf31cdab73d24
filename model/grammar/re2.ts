import { RE2JS } from "re2js";

/** Why Go's regexp package (RE2) refuses a pattern; undefined when it compiles. */
export function re2Pattern(text: string): string | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
