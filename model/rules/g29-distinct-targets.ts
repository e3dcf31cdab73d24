import { isRecord } from "../json.ts";
import { shown } from "../words.ts";
import { everywhere } from "./back-ends.ts";
import { stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import type { Rule } from "./rule.ts";
import { clash, type WriteTarget, writeTargets } from "./write-targets.ts";

export const distinctTargets: Rule = {
  id: "G29",
  name: "distinct-targets",
  title: "No two Stages write to the same folder of the same branch",
  severity: "high",
  level: "deny",
  why: "Two Stages that write the same files undo each other, or end in conflicts that nobody can solve",
  judges: "all",
  kinds: [stageKind],
  settings: [],
  backEnds: everywhere({ apiServer: { not: "an admission policy sees one Stage, and no other to compare it with" } }),
  checkAmong: (object, among) =>
    Place.judge(object, (stage) => {
      const name = stage.at("metadata").at("name").text();
      const others = targetsAmong(among);
      const told = new Set<string>();
      for (const target of writeTargets(stage, taskAmong(among)))
        for (const other of others.get(keyOf(target)) ?? []) {
          if (other.object === object || other.stage === name || told.has(other.stage)) continue;
          if (!clash(target, other.target)) continue;
          told.add(other.stage);
          const branch = target.branch === "" ? "the default branch" : target.branch;
          target.place.violation(
            `Stage ${other.stage} writes to the same files of ${branch}`,
            shown(target.repository),
          );
        }
    }),
  fix: "Give each Stage a branch or a folder of its own; Slipway's templates push to stage/<stage>",
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/git-push.md",
};

interface OfStage {
  readonly object: unknown;
  readonly stage: string;
  readonly target: WriteTarget;
}

type Targets = ReadonlyMap<string, readonly OfStage[]>;

/** By the objects they stand among: else each of a thousand Stages would read all the others anew. */
const read = new WeakMap<readonly unknown[], Targets>();

function targetsAmong(among: readonly unknown[]): Targets {
  const before = read.get(among);
  if (before !== undefined) return before;
  const all = among.flatMap((object): OfStage[] => {
    if (!isRecord(object) || object.kind !== "Stage") return [];
    const found: OfStage[] = [];
    // what can't be read of another is told where that one is judged
    Place.judge(object, (stage) => {
      const name = stage.at("metadata").at("name").text();
      for (const target of writeTargets(stage, taskAmong(among)))
        if (name !== undefined) found.push({ object, stage: name, target });
    });
    return found;
  });
  const targets = Map.groupBy(all, ({ target }) => keyOf(target));
  read.set(among, targets);
  return targets;
}

function keyOf({ repository, branch }: WriteTarget): string {
  return `${repository} ${branch}`;
}

/** Steps and variables of a PromotionTask by name; none where it isn't among the objects. */
export function taskAmong(among: readonly unknown[]) {
  return (name: string) => {
    const task = among.find(
      (object) =>
        isRecord(object) &&
        object.kind === "PromotionTask" &&
        isRecord(object.metadata) &&
        object.metadata.name === name,
    );
    if (task === undefined) return undefined;
    let steps: readonly Place[] = [];
    let vars: Place | undefined;
    Place.judge(task, (root) => {
      steps = root.at("spec").at("steps").items();
      vars = root.at("spec").at("vars");
    });
    return vars === undefined ? undefined : { steps, vars };
  };
}
