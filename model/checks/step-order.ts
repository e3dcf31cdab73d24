import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";

const order = ["git-commit", "git-push", "argocd-update"] as const;
const why: Readonly<Record<string, string>> = {
  "git-commit": "What is committed after the last push never leaves the promotion's own folder",
  "git-push": "Argo CD would be asked to sync a commit that isn't pushed yet",
};

/** Commit before push before argocd-update: each of them without a later partner has no effect, or the wrong one. */
export function orderProblems(path: string, list: readonly Readonly<Record<string, unknown>>[]): Problem[] {
  const last = (uses: string) => list.findLastIndex((step) => step.uses === uses);
  return [0, 1].flatMap((index): Problem[] => {
    const [early = "", late = ""] = [order[index], order[index + 1]];
    const [first, second] = [last(early), last(late)];
    if (first < 0 || second < 0 || first < second) return [];
    return [
      {
        rule: "step-order",
        severity: "error",
        path: `${path}[${first}]`,
        message: why[early] ?? "",
        got: `${shown(early)} after ${shown(late)}`,
        fix: `Move it before ${late}`,
      },
    ];
  });
}
