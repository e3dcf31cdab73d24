import { RE2JS } from "re2js";
import { re2Pattern } from "../../grammar/re2.ts";
import { Failure, unsupported } from "./evaluation-error.ts";

const compiled = new Map<string, RE2JS>();
const mostKept = 1_000;

/** Whether Go's regexp finds the pattern anywhere in the text. */
export function matches(pattern: string, text: string): boolean {
  return regex(pattern).matcher(text).find();
}

function regex(pattern: string): RE2JS {
  const kept = compiled.get(pattern);
  if (kept !== undefined) return kept;
  const refused = re2Pattern(pattern);
  if (refused !== undefined) throw new Failure(refused);
  let made: RE2JS;
  try {
    made = RE2JS.compile(pattern);
  } catch {
    throw unsupported("this pattern, which Go takes and re2js doesn't,");
  }
  if (compiled.size >= mostKept) compiled.clear();
  compiled.set(pattern, made);
  return made;
}
