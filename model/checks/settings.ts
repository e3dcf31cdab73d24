import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { shown } from "../words.ts";
import { settingsShape } from "./definition-shape.ts";
import { text } from "./readable.ts";
import { shapeProblems } from "./shape.ts";

/** What a stack's config says about where a pipeline runs. */
export function settingsProblems(settings: unknown): Problem[] {
  const problems = shapeProblems(settingsShape, settings, "settings");
  if (!isRecord(settings)) return problems;
  const namespace = text(settings.argocdNamespace);
  if (namespace !== undefined && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) {
    problems.push({
      rule: "name",
      severity: "error",
      path: "settings.argocdNamespace",
      message: "This isn't a namespace's name",
      got: shown(namespace),
      fix: "Write the namespace Argo CD runs in",
    });
  }
  const mirrors = withTexts(settings.mirrors);
  return [...problems, ...clusterProblems(settings.cluster), ...mirrors.flatMap(mirrorProblems)];
}

/** The mirrors that can be applied; the others are told as problems of their own. */
export function usableMirrors(settings: unknown): Mirror[] {
  return withTexts(isRecord(settings) ? settings.mirrors : undefined).filter(
    ({ from, to }) => from !== "" && to !== "",
  );
}

function withTexts(mirrors: unknown): Mirror[] {
  if (!Array.isArray(mirrors)) return [];
  return mirrors.filter(
    (mirror): mirror is Mirror => typeof mirror?.from === "string" && typeof mirror?.to === "string",
  );
}

function clusterProblems(cluster: unknown): Problem[] {
  if (!isRecord(cluster)) return [];
  const given = ["server", "name"].filter((key) => cluster[key] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      rule: "cluster",
      severity: "error",
      path: "settings.cluster",
      message: "Argo CD takes a cluster by its API server's address or by its name, never both and never neither",
      got: given.length === 0 ? "neither" : "both",
      allowed: "{ server } or { name }",
      fix: "Give one of them",
    },
  ];
}

function mirrorProblems({ from, to }: Mirror, index: number, all: readonly Mirror[]): Problem[] {
  const path = `settings.mirrors[${index}]`;
  const problem = (message: string, got: string, fix: string): Problem[] => [
    { rule: "mirror", severity: "error", path, message, got, fix },
  ];
  if (from === "" || to === "")
    return problem("A mirror without both its prefixes would change every URL or none", "an empty text", "Write both");
  if (all.findIndex((other) => other.from === from) < index) {
    return problem("Two mirrors replace one prefix", shown(from), "Remove one of them");
  }
  if (from.endsWith("/") !== to.endsWith("/")) {
    return problem(
      "One prefix ends with / and the other doesn't, so names would run together or fall apart",
      `${shown(from)} to ${shown(to)}`,
      "End both with /, or neither",
    );
  }
  return [];
}
