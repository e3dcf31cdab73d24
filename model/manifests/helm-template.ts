import { type Document, isMap, visit } from "yaml";

/** A template's action where YAML wants a value, a key or a whole line: never valid YAML of anyone's. */
const action = /^\s*(?:-\s+)?(?:[\w./"'-]+:\s+)?(?:\{\{|\{%)/m;

/** Whether a text that YAML can't read is a template that makes YAML. */
export function looksLikeTemplate(text: string): boolean {
  return action.test(text);
}

/** Whether `{{ … }}` stands unquoted in a document that YAML could read: it takes that for a map as another map's key. */
export function holdsUnquotedAction(document: Document): boolean {
  let found = false;
  visit(document, {
    Pair(_, pair) {
      if (!isMap(pair.key)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
