import { type SuspiciousCharacter, suspiciousCharacters } from "../grammar/characters.ts";
import { pastedSecret } from "../grammar/secrets.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { joined } from "./shape.ts";

/** Deeper than any definition; what is nested further is left unread. */
const deepest = 64;

/**
 * Every text of a definition: secrets pasted into it, and characters that aren't what they look like. Keys are searched for
 * secrets only, since the checks of names and of shape show every odd character of a key.
 */
export function textProblems(pipeline: unknown, root: string): Problem[] {
  return textsOf(pipeline, root, []).flatMap(({ path, text, key }) => {
    const secret = pastedSecret(text);
    const characters = secret === undefined && !key ? suspiciousCharacters(text) : [];
    return [
      ...(secret === undefined ? [] : [secretProblem(path, secret)]),
      ...(characters.length === 0 ? [] : [characterProblem(path, characters)]),
    ];
  });
}

interface Text {
  readonly path: string;
  readonly text: string;
  readonly key: boolean;
}

/** A value that holds itself is read once. */
function textsOf(value: unknown, path: string, within: readonly unknown[]): Text[] {
  if (typeof value === "string") return [{ path, text: value, key: false }];
  if (typeof value !== "object" || value === null || within.includes(value) || within.length > deepest) return [];
  const inside = [...within, value];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${path}[${index}]`, inside));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = joined(path, key);
    return [{ path: at, text: key, key: true }, ...textsOf(item, at, inside)];
  });
}

function secretProblem(path: string, kind: string): Problem {
  return {
    rule: "pasted-secret",
    severity: "error",
    path,
    message: `This looks like ${kind}, and a definition is stored in Git, in the cluster and shown to everyone`,
    fix: 'Remove it, revoke it, and read a new one from a Secret: secret("…")',
  };
}

function characterProblem(path: string, characters: readonly SuspiciousCharacter[]): Problem {
  return {
    rule: "suspicious-character",
    severity: "error",
    path,
    message: "This text holds characters that aren't what they look like",
    got: characters.map(({ escaped, what, offset }) => `${escaped} at ${offset}, which ${what}`).join("; "),
    fix: "Type the text anew",
  };
}
