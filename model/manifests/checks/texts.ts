import { pastedSecret } from "../../grammar/secrets.ts";
import type { ObjectFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { strings } from "../reading.ts";

/** Secrets in what everybody can read: Kargo keeps steps and variables in Promotions and shows them. */
export function checkTexts(object: ManifestObject): ObjectFinding[] {
  return strings(object.value, []).flatMap(({ path, text }) => {
    const what = pastedSecret(text);
    if (what === undefined) return [];
    return [
      {
        rule: "pasted-secret",
        path,
        message: `This looks like ${what}, in a manifest that many can read`,
        fix: "Replace the secret where it was issued, keep it in a Secret, and refer to it with secret('name').key",
      },
    ];
  });
}
