import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { check } from "../../../model/check.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";

test("an upstream that isn't there is told once: what a verification asks of its Freight is no second fault", () => {
  const { dev, staging, prod } = goserver.stages as Record<string, object>;
  const wrong = { ...goserver, stages: { dev, staging: { ...staging, from: "dve" }, prod } } as unknown as Pipeline;
  expect(check(wrong, defaultSettings).map(formatProblem)).toEqual([
    'error goserver.stages.staging.from: There is no environment of this name (got "dve"; allowed dev, prod). ' +
      'Perhaps "dev" is meant. [unknown-upstream]',
  ]);
});
