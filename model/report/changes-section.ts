import type { Limits } from "./limits.ts";
import { code, count, html, quoted } from "./markdown.ts";
import type { EngineMessage, ResourceChange, StackPreview } from "./stack-preview.ts";
import { kindOf } from "./urn.ts";

/** A list with more entries is folded. */
const foldedFrom = 8;

/** What can't be taken back comes first. */
const order: readonly ResourceChange["operation"][] = ["delete", "replace", "update", "create", "import"];

/** What changes, stack by stack: resources with their changed properties, and what the engine said. */
export function changeLines(stacks: readonly StackPreview[], limits: Limits): string[] {
  const told = stacks.filter(
    ({ changes, messages, outcome }) => changes.length + messages.length > 0 || outcome !== "succeeded",
  );
  if (told.length === 0) return [];
  const shown = told.slice(0, limits.rows);
  const left = told.length - shown.length;
  return [
    "### What changes",
    ...shown.flatMap((stack) => ["", ...stackLines(stack, limits)]),
    ...(left > 0 ? ["", `Left out: ${count(left, "more stack")}.`] : []),
  ];
}

function stackLines(stack: StackPreview, limits: Limits): string[] {
  const { changes, why, outcome } = stack;
  // the engine does much at once, so its own order is another each time
  const named = [...changes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const sorted = order.flatMap((operation) => named.filter((each) => each.operation === operation));
  const shown = sorted.slice(0, limits.resources);
  const left = leftOut(sorted.slice(shown.length));
  const lines = [
    ...(why === undefined ? [] : [`- **never ended**: ${why}`]),
    ...(outcome === "failed" ? ["- **the preview failed**; what it had come to is below"] : []),
    ...messageLines(stack.messages, limits),
    ...shown.map((change) => `- ${changeLine(change, limits)}`),
    ...(left === "" ? [] : [`- left out: ${left}`]),
  ];
  const summary = countsText(changes);
  if (lines.length <= foldedFrom) return [`**Stack** ${code(stack.stack)}: ${summary}`, "", ...lines];
  return [
    `<details><summary>Stack <code>${html(stack.stack)}</code>: ${summary}</summary>`,
    "",
    ...lines,
    "",
    "</details>",
  ];
}

function changeLine({ operation, type, name, properties }: ResourceChange, limits: Limits): string {
  const shown = properties.slice(0, limits.properties);
  const left = properties.length - shown.length;
  const paths = shown.map(({ path, kind, replaces }) => {
    const what = [
      ...(kind === "update" ? [] : [kind === "add" ? "new" : "removed"]),
      ...(replaces ? ["replaces"] : []),
    ];
    return `${code(path, 160)}${what.length === 0 ? "" : ` (${what.join(", ")})`}`;
  });
  const all = [
    ...paths,
    ...(left > 0 ? [count(left, shown.length > 0 ? "more property" : "property").replace(/ys$/, "ies")] : []),
  ];
  return `**${operation}** ${code(`${kindOf(type)} ${name}`, 160)}${all.length === 0 ? "" : `: ${all.join(", ")}`}`;
}

function messageLines(messages: readonly EngineMessage[], { messages: most, text }: Limits): string[] {
  const left = messages.length - Math.min(messages.length, most);
  return [
    ...messages.slice(0, most).map(({ severity, resource, message }) => {
      const at = resource === undefined ? "" : ` at ${code(resource, 160)}`;
      return `- ${severity === "error" ? "**error**" : "warning"}${at}:${quoted(message, text)}`;
    }),
    ...(left > 0 ? [`- left out: ${count(left, "more message")}`] : []),
  ];
}

/** `2 create, 1 update`. */
function countsText(changes: readonly ResourceChange[]): string {
  return leftOut(changes) || "nothing changes";
}

function leftOut(changes: readonly ResourceChange[]): string {
  return order
    .map((operation) => [changes.filter((each) => each.operation === operation).length, operation] as const)
    .filter(([number]) => number > 0)
    .map(([number, operation]) => `${number} ${operation}`)
    .join(", ");
}
