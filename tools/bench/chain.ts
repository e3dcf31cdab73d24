import { goserver } from "../../apps/goserver/pipeline.ts";
import type { Pipeline } from "../../model/definition.ts";

/** The sample with as many environments in a row as asked. */
export function chain(length: number): Pipeline {
  const names = Array.from({ length }, (_, index) => `e${index}`);
  const stages = names.map((name, index) => [
    name,
    { from: index === 0 ? goserver.stages.dev?.from : names[index - 1] },
  ]);
  const overlays = names.map((name) => [name, `apps/goserver/k8s/${name}`]);
  return {
    ...goserver,
    promotionTemplate: { ...goserver.promotionTemplate, overlays: Object.fromEntries(overlays) } as NonNullable<
      Pipeline["promotionTemplate"]
    >,
    stages: Object.fromEntries(stages),
  };
}
