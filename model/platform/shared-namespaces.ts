import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { charts, parts } from "./charts.ts";
import { givenParts, isInstalled } from "./given-parts.ts";

/**
 * What is wrong with the namespaces of the parts that are installed: each part makes its own, with labels for what runs there,
 * and the second of two would be refused by the cluster in the middle of a run.
 */
export function sharedNamespaceProblems(platform: unknown): Problem[] {
  const given = givenParts(platform);
  const installed = parts
    .filter((part) => isInstalled(given[part]))
    .map((part) => ({ part, name: given[part].namespace ?? charts[part].namespace }));
  return installed.flatMap(({ part, name }, index) => {
    const first = installed.slice(0, index).find((each) => each.name === name);
    if (first === undefined) return [];
    // One of them says it: the other's may be its default.
    const [here, there] = given[part].namespace === undefined ? [first.part, part] : [part, first.part];
    return [
      {
        rule: "shared-namespace",
        severity: "error",
        path: `platform.parts.${here}.namespace`,
        message: `parts.${there} is in this namespace already, and each part makes one of its own`,
        got: shown(name),
        fix: `Leave it out for ${charts[here].namespace}, or choose another name`,
      },
    ];
  });
}
