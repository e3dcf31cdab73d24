import type { ManifestFinding, ObjectFinding } from "../manifests/finding.ts";
import { severities } from "../manifests/guards.ts";
import { exceptionFor, exceptionInWords, hasEnded, type Rule } from "../rules/index.ts";
import type { LiveCheck } from "./live-project.ts";

/** What a rule says here at its level; at none when it is off. Found by a check that no single object can hold. */
export function levelled(
  rule: Rule,
  { settings, ...check }: LiveCheck,
  about: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
  findings: readonly Omit<ObjectFinding, "rule" | "severity" | "source">[],
  at: (finding: ObjectFinding) => ManifestFinding,
): ManifestFinding[] {
  const severity = severities[settings.guards?.levels[rule.id] ?? rule.level];
  if (severity === undefined) return [];
  const exception = exceptionFor(settings.guards?.exceptions ?? [], rule.id, about);
  const excepted = exception !== undefined && !hasEnded(exception, new Date(check.now));
  return findings.map((finding) =>
    at({
      ...finding,
      rule: rule.id,
      source: rule.source,
      severity: excepted ? "note" : severity,
      ...(excepted ? { fix: exceptionInWords(exception) } : {}),
    }),
  );
}
