import type { Problem } from "../problem.ts";
import { type Approval, namesOf } from "../rules/approval.ts";
import { listed, perhaps, shown } from "../words.ts";
import { namedGroups } from "./groups.ts";
import type { People } from "./people.ts";

/** What a definition tells about its environments. */
interface KnownApp {
  readonly app: string;
  readonly environments: readonly string[];
}

/** Environments that no definition has: whoever is named there would promote nothing. */
export function unknownEnvironments({ promoter }: Pick<People, "promoter">, apps: readonly KnownApp[]): Problem[] {
  const ofApps = apps.flatMap(({ app, environments }) => environments.map((name) => `${app}/${name}`));
  const known = [...new Set(apps.flatMap(({ environments }) => environments))];
  return Object.keys(promoter).flatMap((key): Problem[] => {
    const names = key.includes("/") ? ofApps : known;
    if (names.includes(key)) return [];
    return [
      {
        rule: "unknown-environment",
        severity: "error",
        path: `people.promoter.${key}`,
        message: "No pipeline has such an environment",
        got: shown(key),
        allowed: listed(names),
        fix: perhaps(key, names, "Name one of them, or take it out"),
      },
    ];
  });
}

/** Groups that promote and approve too (G14): whoever promotes would approve what they promoted. */
export function promotersWhoApprove(people: People, approval: Approval): Problem[] {
  const approvers = new Set(approval.approvers.flatMap((login) => namesOf(login, approval)));
  return namedGroups(people)
    .filter(({ role, group }) => role === "promoter" && approvers.has(group))
    .map(({ path, group }) => ({
      rule: "G14",
      severity: "error",
      path,
      message: "Whoever promotes would approve what they promoted",
      got: shown(group),
      allowed: "groups that don't approve",
      fix: "Name another group, or take this one out of the approvers in slipway:guards",
    }));
}
