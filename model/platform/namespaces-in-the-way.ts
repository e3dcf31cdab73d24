import { fields, string } from "../manifests/reading.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type Answers, isPulumis, managersOf } from "./adopt-answers.ts";
import { at } from "./adopt-questions.ts";
import type { Part } from "./charts.ts";
import type { Platform } from "./platform.ts";

/**
 * A namespace that a part is to be installed into, and that somebody made without Pulumi. The provider makes namespaces, and
 * refuses those that exist (pulumi-kubernetes 4.29 and newer), which a run would only tell after its first releases.
 */
export function namespaceInTheWay(platform: Platform, part: Part, answers: Answers): Problem[] {
  const { namespace } = platform.parts[part];
  const answer = answers.get(at.namespace(namespace));
  if (answer?.status !== 200) return [];
  const metadata = fields(fields(answer.body)["metadata"]);
  const common = { rule: "namespace-there", severity: "error", path: `platform.parts.${part}.namespace` } as const;
  if (string(metadata["deletionTimestamp"]) !== undefined) {
    return [
      {
        ...common,
        message: `Namespace ${namespace} is still being deleted`,
        got: "a deletion that isn't over",
        allowed: "no such namespace",
        fix: "Wait until it is gone; slipway doctor says what holds it",
      },
    ];
  }
  if (isPulumis(metadata)) return [];
  return [
    {
      ...common,
      message: `Namespace ${namespace} is there already, and Pulumi refuses to make what exists`,
      got: `one made by ${listed([...new Set(managersOf(metadata))], "somebody else")}`,
      allowed: "no such namespace, or one of this stack's",
      fix: `Choose another name, or, where nothing is in it that anybody needs: kubectl delete namespace ${namespace}`,
    },
  ];
}
