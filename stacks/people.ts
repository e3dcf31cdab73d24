import type { Pipeline } from "../model/definition.ts";
import { isRecord } from "../model/json.ts";
import { promotersWhoApprove, unknownEnvironments } from "../model/people/check-people.ts";
import type { People } from "../model/people/people.ts";
import { peopleOf } from "../model/people/read.ts";
import { type Problem, ProblemsError } from "../model/problem.ts";
import type { Guards } from "../model/rules/index.ts";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";

/** Read by every stack: groups are mapped once, for the platform and for each environment. */
export const peopleKey: ConfigKey = {
  name: "people",
  example: `'{"admin": ["GROUP"], "promoter": {"prod": ["GROUP"]}}'`,
};

/**
 * Who may do what, by the issuer's groups; undefined when nothing is said, or what is said is wrong.
 *
 * @param guards name who approves: nobody does both (G14), unless the team holds that rule at a lower level
 */
export function readPeople(reader: ConfigReader, guards?: Guards): People | undefined {
  const given = reader.json(peopleKey, "an object", isRecord);
  if (given === undefined) return undefined;
  const { people, problems } = peopleOf(given);
  const report = ({ rule, path, message, got, allowed, fix }: Problem) =>
    reader.report(peopleKey, rule, `${path}: ${message}`, {
      ...(got !== undefined && { got }),
      ...(allowed !== undefined && { allowed }),
      fix,
    });
  for (const problem of problems) report(problem);
  if (people === undefined || guards === undefined || (guards.levels.G14 ?? "deny") !== "deny") return people;
  for (const problem of promotersWhoApprove(people, guards.approval)) report(problem);
  return people;
}

/**
 * Asks whether the environments of promoters are there. A stack that holds some of the project's pipelines can't tell about
 * the others', and asks nothing.
 *
 * @throws ProblemsError with every one that isn't
 */
export function requireKnownEnvironments(
  people: People | undefined,
  pipelines: readonly Pipeline[],
  holdsAll: boolean,
): void {
  if (people === undefined || !holdsAll) return;
  // Definitions are checked later: here they may still hold anything.
  const apps = pipelines.map(({ app, stages }) => ({ app, environments: isRecord(stages) ? Object.keys(stages) : [] }));
  const problems = unknownEnvironments(people, apps);
  if (problems.length > 0) {
    throw new ProblemsError(
      "slipway:people",
      problems.map((problem) => ({ ...problem, path: `slipway:people ${problem.path}` })),
    );
  }
}
