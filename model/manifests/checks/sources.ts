import { shown } from "../../words.ts";
import type { ObjectFinding } from "../finding.ts";
import { pathText } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type FreightRequest, requestsOf } from "../stage.ts";

/** Where a Stage takes Freight from, as far as one Stage alone tells. Source: Kargo, pkg/webhook/kubernetes/stage/webhook.go. */
export function checkSources(object: ManifestObject): ObjectFinding[] {
  if (object.kind !== "Stage") return [];
  const requests = requestsOf(object);
  return [...requests.flatMap((request) => ofOne(request, object.name)), ...duplicateOrigins(requests)];
}

function ofOne(request: FreightRequest, name: string): ObjectFinding[] {
  const sources = [...request.path, "sources"];
  const findings: ObjectFinding[] = [];
  if (!request.direct && request.stages.length === 0 && request.readable)
    findings.push({
      rule: "no-sources",
      path: sources,
      message: "Kargo takes this, but the Stage will never get Freight: it names neither direct nor upstream Stages",
      fix: "Write direct: true, or list upstream Stages under stages",
    });
  if (request.direct && request.stages.length > 0)
    findings.push({
      rule: "direct-and-stages",
      severity: "warning",
      path: [...sources, "direct"],
      message: "direct wins: Freight comes straight from the Warehouse, and the upstream Stages gate nothing",
      fix: "Remove direct, or remove stages",
    });
  if (request.direct && request.stages.length === 0 && request.requiredSoakTime !== undefined)
    findings.push({
      rule: "soak-without-upstream",
      severity: "warning",
      path: [...sources, "requiredSoakTime"],
      message: "Freight soaks in upstream Stages; straight from a Warehouse this has no effect",
      got: shown(request.requiredSoakTime),
      fix: "Remove it, or name an upstream Stage",
    });
  if (request.matchUpstream && (request.direct || request.stages.length !== 1))
    findings.push({
      rule: "match-upstream",
      path: [...sources, "autoPromotionOptions", "selectionPolicy"],
      message: request.direct
        ? "MatchUpstream can't follow a Stage when Freight comes straight from a Warehouse"
        : "MatchUpstream follows exactly one upstream Stage",
      got: `${request.stages.length} upstream Stages`,
      fix: "Name exactly one upstream Stage and no direct, or write NewestFreight",
    });
  return [...findings, ...twice(request), ...itself(request, name)];
}

function twice({ stages }: FreightRequest): ObjectFinding[] {
  const seen = new Set<string>();
  return stages.flatMap(({ path, name }): ObjectFinding[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = "This upstream Stage is named twice";
    return [{ rule: "duplicate-upstream", severity: "warning", path, message, got: shown(name), fix: "Name it once" }];
  });
}

function itself({ stages }: FreightRequest, stage: string): ObjectFinding[] {
  return stages
    .filter(({ name }) => name === stage && stage !== "")
    .map(({ path, name }) => ({
      rule: "self-upstream",
      path,
      message: "A Stage can't be upstream of itself",
      got: shown(name),
      fix: "Name the Stage that comes before it",
    }));
}

function duplicateOrigins(requests: readonly FreightRequest[]): ObjectFinding[] {
  const first = new Map<string, FreightRequest>();
  return requests.flatMap((request): ObjectFinding[] => {
    const { path, origin } = request;
    if (origin === undefined) return [];
    const earlier = first.get(origin);
    if (earlier === undefined) {
      first.set(origin, request);
      return [];
    }
    return [
      {
        rule: "duplicate-origin",
        path: [...path, "origin", "name"],
        message: `This Stage requests Freight of that Warehouse already in ${pathText(earlier.path.slice(-2))}`,
        got: shown(origin),
        fix: "Write one request for each Warehouse",
      },
    ];
  });
}
