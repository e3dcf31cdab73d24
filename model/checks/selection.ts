import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import type { Readable } from "./readable.ts";
import { joined } from "./shape.ts";

/** `MatchUpstream` needs one Stage to match. Source: validateSpec in Kargo, pkg/webhook/kubernetes/stage. */
export function selectionProblems({ root, stages }: Readable): Problem[] {
  return [...stages].flatMap(([name, stage]) =>
    stage.requests.flatMap(({ path, selectionPolicy, direct, upstreams }): Problem[] => {
      if (selectionPolicy !== "MatchUpstream") return [];
      const names = upstreams.flatMap((upstream) => stages.get(upstream)?.names ?? [upstream]);
      if (!direct && names.length === 1) return [];
      const at = joined(`${root}.stages`, name);
      return [
        {
          rule: "match-upstream",
          severity: "error",
          path: `${path.length === 1 ? at : path.reduce(joined, at)}.selectionPolicy`,
          message: "MatchUpstream takes what the one upstream Stage has now, so there must be exactly one",
          got: direct ? "a Warehouse" : listed(names, "no upstream Stage"),
          fix: "Take from a single Stage, or remove it",
          source: "Kargo: pkg/webhook/kubernetes/stage, validateSpec",
        },
      ];
    }),
  );
}
