import type { Limits } from "./limits.ts";
import { code, count, quoted } from "./markdown.ts";
import type { StackPreview } from "./stack-preview.ts";

/** What the policy packs found, what refuses first; and where none of them spoke, why. */
export function findingLines(stacks: readonly StackPreview[], { findings: most, text }: Limits): string[] {
  const all = stacks.flatMap(({ stack, findings }) => findings.map((finding) => ({ stack, ...finding })));
  const sorted = [...all.filter(({ mandatory }) => mandatory), ...all.filter(({ mandatory }) => !mandatory)];
  const unread = stacks.filter(({ packs, outcome }) => packs === undefined && outcome !== "unfinished");
  const without = stacks.filter(({ packs }) => packs?.length === 0);
  const notes = [
    ...(unread.length > 0
      ? [`Rules: the digest of \`pulumi preview --json\` doesn't tell them (${names(unread)}); an event log does.`]
      : []),
    ...(without.length > 0 ? [`No policy pack judged ${names(without)}.`] : []),
  ];
  if (sorted.length === 0) return notes;
  const left = sorted.length - Math.min(sorted.length, most);
  return [
    "### Rules",
    "",
    ...sorted.slice(0, most).map(({ stack, policy, mandatory, resource, message }) => {
      const at = resource === undefined ? "" : ` at ${code(resource, 160)}`;
      return `- ${mandatory ? "**refused**" : "advised"} by ${code(policy, 100)}${at} (stack ${code(stack, 100)}):${quoted(message, text)}`;
    }),
    ...(left > 0 ? [`- left out: ${count(left, "more finding")}`] : []),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ];
}

function names(stacks: readonly StackPreview[]): string {
  const shown = stacks.slice(0, 5).map(({ stack }) => code(stack, 60));
  return [
    ...shown,
    ...(stacks.length > shown.length
      ? [count(stacks.length - shown.length, "more")].map((text) => text.replace(/s$/, ""))
      : []),
  ].join(", ");
}
