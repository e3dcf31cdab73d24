import type { Stage } from "../../model/kinds/stage.gen.ts";

/**
 * A Stage and those below it that Freight of an origin reaches, each after every Stage it gets the Freight from. Stages
 * that wait for each other come last, in the order they were given.
 */
export function stagesBelow(stages: readonly Stage[], first: string, origin: string): readonly Stage[] {
  const byName = new Map(stages.map((stage) => [stage.metadata.name, stage]));
  const upstream = (stage: Stage) =>
    stage.spec.requestedFreight
      .filter((request) => request.origin.name === origin)
      .flatMap(({ sources }) => sources.stages ?? []);
  const reached = new Set([first]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const stage of stages) {
      if (reached.has(stage.metadata.name) || !upstream(stage).some((name) => reached.has(name))) continue;
      reached.add(stage.metadata.name);
      grown = true;
    }
  }
  const ordered: Stage[] = [];
  const left = [...reached].flatMap((name) => byName.get(name) ?? []);
  const done = new Set<string>();
  while (left.length > 0) {
    const ready = left.findIndex(
      (stage) => stage.metadata.name === first || upstream(stage).every((name) => !reached.has(name) || done.has(name)),
    );
    const [next] = left.splice(Math.max(ready, 0), 1);
    if (next === undefined) break;
    ordered.push(next);
    done.add(next.metadata.name);
  }
  return ordered;
}
