import type { Problem } from "../problem.ts";
import { type Answers, mapsOf } from "./adopt-answers.ts";
import { at } from "./adopt-questions.ts";
import { installs } from "./installs.ts";
import type { Platform } from "./platform.ts";

/**
 * A cluster with fewer nodes than size `ha` needs, by a warning: more may be on their way. One without any makes them when
 * Pods ask for them, and one whose nodes may not be listed has perhaps enough.
 */
export function enoughNodes(platform: Platform, answers: Answers, cluster: string): Problem[] {
  const answer = answers.get(at.nodes);
  if (platform.size !== "ha" || !installs(platform, "argocd") || answer?.status !== 200) return [];
  const found = mapsOf(answer.body, "items").length;
  if (found === 0 || found >= 3) return [];
  return [
    {
      rule: "few-nodes",
      severity: "warning",
      path: "platform.size",
      message: "Argo CD's Redis puts each of its three Pods on a node of its own, and is waited for in vain without",
      got: `${found} ${found === 1 ? "node" : "nodes"} in ${cluster}`,
      allowed: "three nodes or more with this size",
      fix: "Add nodes first, or leave size out",
    },
  ];
}
