import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import type { PreviewSettings } from "./preview-settings.ts";
import { appFault, branchFault, commandFault, type Fault, pathFault, problemsAt, unlike } from "./safe-values.ts";

/** Everything wrong with a preview workflow's settings. */
export function checkPreview({ apps, stacks, branch, folder, verify }: PreviewSettings): Problem[] {
  const at = (key: string, faults: readonly (Fault | undefined)[]) => problemsAt("preview", key, faults);
  return [
    ...apps.flatMap((each, index) => at(`apps[${index}]`, [appFault(each)])),
    ...(stacks.length === 0 ? at("stacks", [noStacks]) : []),
    ...stacks.flatMap((each, index) => at(`stacks[${index}]`, [stackFault(each), again(stacks, index)])),
    ...at("branch", [branchFault(branch)]),
    ...at("folder", [pathFault(folder)]),
    ...verify.flatMap((each, index) => at(`verify[${index}]`, [commandFault(each)])),
  ];
}

const noStacks: Fault = {
  message: "There is no stack to preview",
  got: "no Pulumi.<stack>.yaml",
  allowed: "one or more stacks",
  fix: "Write a stack's config first; slipway new does",
};

/** What Pulumi takes, less the dots, which a job's id can't have. */
function stackFault(stack: string): Fault | undefined {
  return unlike(
    stack,
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    "letters, digits, _ and -",
    "A job can't be named after this stack",
  );
}

function again(stacks: readonly string[], index: number): Fault | undefined {
  const stack = stacks[index] ?? "";
  if (stacks.indexOf(stack) === index) return undefined;
  return { message: "This stack is named twice", got: shown(stack), fix: "Remove one of them" };
}
