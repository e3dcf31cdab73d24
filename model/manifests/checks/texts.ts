import { isTemplate } from "../../expr/template.ts";
import { pastedSecret } from "../../grammar/secrets.ts";
import type { ObjectFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { strings } from "../reading.ts";

/** A user alone is no secret; Azure DevOps has one in every URL. */
const password = /\/\/[^/\s@:]+:[^/\s@]+@/;

/** Secrets in what everybody can read: Kargo keeps steps and variables in Promotions and shows them. */
export function checkTexts(object: ManifestObject): ObjectFinding[] {
  return strings(object.value, []).flatMap(({ path, text }) => {
    const what = pastedSecret(text) ?? (password.test(text) && !isTemplate(text) ? "a URL with a password" : undefined);
    if (what === undefined) return [];
    return [
      {
        rule: "pasted-secret",
        severity: what === "a URL with a password" ? "warning" : "error",
        path,
        message: `This looks like ${what}, in a manifest that many can read`,
        fix: "Replace the secret where it was issued, keep it in a Secret, and refer to it with secret('name').key",
      } as const,
    ];
  });
}
