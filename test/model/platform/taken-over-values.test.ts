import { expect, test } from "vitest";
import { platformOf } from "../../../model/platform/platform.ts";
import { takenOverValues } from "../../../model/platform/taken-over-values.ts";
import { formatProblem } from "../../../model/problem.ts";

const stored = { controller: { logLevel: "DEBUG", replicas: 2 }, "a.b": { c: 1 }, server: { log: "info" } };

const rows: readonly (readonly [unset: readonly string[] | undefined, values: object, expected: object])[] = [
  [undefined, {}, stored],
  [[], { server: { log: "warn" } }, { ...stored, server: { log: "warn" } }],
  [["controller.logLevel"], {}, { ...stored, controller: { replicas: 2 } }],
  [["server.log"], {}, { controller: stored.controller, "a.b": { c: 1 } }],
  [["a\\.b.c"], {}, { controller: stored.controller, server: stored.server }],
  [["controller", "server", "a\\.b"], {}, {}],
  [["controller"], { controller: { replicas: 3 } }, { ...stored, controller: { replicas: 3 } }],
  [["other", "controller.other", "server.log.level"], {}, stored],
];

test.each(rows)("what a release keeps of its values without %j, under %j", (unset, values, expected) => {
  const takeOver = { installedBy: "helm", ...(unset !== undefined && { unset }) } as const;
  const { platform, problems } = platformOf({ parts: { kargo: { values, takeOver } } });
  expect(problems).toEqual([]);
  if (platform !== undefined) expect(takenOverValues(platform.parts.kargo, stored)).toEqual(expected);
});

test("a key without a step is refused", () => {
  const { problems } = platformOf({ parts: { kargo: { takeOver: { installedBy: "helm", unset: ["controller."] } } } });
  expect(problems.map(formatProblem)).toEqual([
    'error platform.parts.kargo.takeOver.unset.0: the value has the wrong form (got "controller."; allowed a key of the release\'s values, with a dot between its steps, such as controller.logLevel). See docs/platform.md. [platform-settings]',
  ]);
});
