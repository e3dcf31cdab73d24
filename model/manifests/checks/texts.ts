import { isTemplate } from "../../expr/template.ts";
import { type SuspiciousCharacter, suspiciousCharacters } from "../../grammar/characters.ts";
import { pastedSecret } from "../../grammar/secrets.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { strings } from "../reading.ts";

/** A user alone is no secret; Azure DevOps has one in every URL. */
const password = /\/\/[^/\s@:]+:[^/\s@]+@/;

/**
 * Secrets in what everybody can read: Kargo keeps steps and variables in Promotions and shows them. Characters that aren't
 * what they look like.
 */
export function checkTexts(object: ManifestObject): ObjectFinding[] {
  return strings(object.value, []).flatMap(({ path, text }): ObjectFinding[] => {
    const what = pastedSecret(text) ?? (password.test(text) && !isTemplate(text) ? "a URL with a password" : undefined);
    if (what !== undefined) return [secretFinding(path, what)];
    const characters = suspiciousCharacters(text);
    return characters.length === 0 ? [] : [characterFinding(path, characters)];
  });
}

function secretFinding(path: Path, what: string): ObjectFinding {
  return {
    rule: "pasted-secret",
    severity: what === "a URL with a password" ? "warning" : "error",
    path,
    message: `This looks like ${what}, in a manifest that many can read`,
    fix: "Replace the secret where it was issued, keep it in a Secret, and refer to it with secret('name').key",
  };
}

/** A warning: people may have their reasons, and where they can't the schemas tell. */
function characterFinding(path: Path, characters: readonly SuspiciousCharacter[]): ObjectFinding {
  return {
    rule: "suspicious-character",
    severity: "warning",
    path,
    message: "This text holds characters that aren't what they look like",
    got: characters.map(({ escaped, what, offset }) => `${escaped} at ${offset}, which ${what}`).join("; "),
    fix: "Type the text anew",
  };
}
