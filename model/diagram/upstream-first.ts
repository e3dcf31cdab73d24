import type { StageNode } from "./diagram.ts";

/** Each Stage after its upstream Stages, otherwise in the order given; Stages that wait for each other stay as they are. */
export function upstreamFirst(stages: readonly StageNode[]): StageNode[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const done = new Set<StageNode>();
  for (const first of stages) {
    // by hand and not by recursion: a pipeline of many thousand Stages in a row is deeper than the call stack
    const open = [first];
    for (let stage = open.at(-1); stage !== undefined; stage = open.at(-1)) {
      const waiting = stage.requests
        .flatMap(({ upstreams }) => upstreams.map((name) => byName.get(name)))
        .find((each) => each !== undefined && !done.has(each) && !open.includes(each));
      if (waiting !== undefined && !done.has(stage)) open.push(waiting);
      else {
        done.add(stage);
        open.pop();
      }
    }
  }
  return [...done];
}
