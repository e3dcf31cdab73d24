import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { type EverywhereRole, everywhere, type People } from "./people.ts";

/** A group where it is named. */
interface Named {
  readonly path: string;
  readonly group: string;
  readonly role: EverywhereRole | "promoter";
}

/** What is wrong with the names of groups, and with naming one twice. */
export function groupProblems(people: People): Problem[] {
  const all = namedGroups(people);
  return [...all.flatMap((named) => nameProblem(named, people) ?? []), ...twice(people), ...emptyLists(people)];
}

/** Every group with its path: `people.promoter.prod[0]`. */
export function namedGroups(people: Pick<People, EverywhereRole | "promoter">): Named[] {
  const at = (path: string, groups: readonly string[], role: Named["role"]) =>
    groups.map((group, index) => ({ path: `${path}[${index}]`, group, role }));
  return [
    ...everywhere.flatMap((role) => at(`people.${role}`, people[role], role)),
    ...Object.entries(people.promoter).flatMap(([key, groups]) => at(`people.promoter.${key}`, groups, "promoter")),
  ];
}

function nameProblem({ path, group, role }: Named, { groupsPrefix }: People): Problem | undefined {
  const problem = (message: string, allowed: string, fix: string) => wrong(path, group, message, allowed, fix);
  if (group.trim() === "")
    return problem("A group without a name is nobody's", "the name of a group", "Name the group, or take it out");
  // AppProject.ValidateProject, argo-cd v3.5.1, pkg/apis/application/v1alpha1/types.go
  if (group.trim() !== group || /["\p{Cc}]/u.test(group))
    return problem(
      "Argo CD takes no such name of a group",
      'names without spaces around them, " and control characters',
      "Write it as the issuer's token has it",
    );
  if (/^(role|proj):/.test(group))
    return problem(
      "Argo CD reads this as one of its roles, not as a group",
      "groups that don't begin with role: or proj:",
      "Rename the group at the issuer",
    );
  // assets/builtin-policy.csv of argo-cd v3.5.1: g, admin, role:admin
  if (group === "admin" && role !== "admin")
    return problem(
      "Argo CD lets everybody in a group of this name do everything",
      "this group under admin alone",
      "Name another group",
    );
  if (role === "promoter" && `${groupsPrefix}${group}`.startsWith("system:"))
    return problem(
      "Kubernetes gives groups of such a name to people and programs by itself",
      "groups of the issuer's",
      "Name a group whose name doesn't begin with system:",
    );
  return undefined;
}

/** A group has one role everywhere, and is named once for each environment. */
function twice(people: People): Problem[] {
  const first = new Map<string, string>();
  return namedGroups(people).flatMap(({ path, group, role }) => {
    const place = path.replace(/\[\d+\]$/, "");
    const key = `${role === "promoter" ? place : "everywhere"} ${group}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, path);
      return [];
    }
    const message =
      before.startsWith(`${place}[`) || role === "promoter"
        ? "This group is named twice"
        : "A group has one role everywhere, since each of them holds what those before it may";
    return [wrong(path, group, message, `no group that ${before} names`, "Take it out of one of the two")];
  });
}

/** An empty list says that nobody promotes, which leaving the environment out says as well; a forgotten name looks the same. */
function emptyLists({ promoter }: People): Problem[] {
  return Object.entries(promoter)
    .filter(([, groups]) => groups.length === 0)
    .map(([key]) => ({
      rule: "people",
      severity: "error",
      path: `people.promoter.${key}`,
      message: "No group is named",
      allowed: "one group or more",
      fix: "Name who promotes, or take the environment out: then nobody but admin does",
    }));
}

function wrong(path: string, group: string, message: string, allowed: string, fix: string): Problem {
  return { rule: "people", severity: "error", path, message, got: shown(group), allowed, fix };
}
