import { expect, test } from "vitest";
import { adoptProblems } from "../../../model/platform/adopt.ts";
import { adoptQuestions } from "../../../model/platform/adopt-questions.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";

const nodes = "api/v1/nodes?limit=3";
const few = (found: string) =>
  `warning platform.size: Argo CD's Redis puts each of its three Pods on a node of its own, and is waited for in vain without (got ${found} in context prod-eu; allowed three nodes or more with this size). Add nodes first, or leave size out. [few-nodes]`;

test.each<[string, object, number, number, readonly string[]]>([
  ["one node and size ha", { size: "ha" }, 200, 1, [few("1 node")]],
  ["two nodes and size ha", { size: "ha" }, 200, 2, [few("2 nodes")]],
  ["three nodes and size ha", { size: "ha" }, 200, 3, []],
  ["no node yet, where Pods bring them", { size: "ha" }, 200, 0, []],
  ["nodes that may not be listed", { size: "ha" }, 403, 0, []],
  [
    "one node and no Argo CD of Slipway's",
    { size: "ha", parts: { argocd: { takeOver: { installedBy: "helm" } } } },
    200,
    1,
    [],
  ],
  ["one node and one of everything", {}, 200, 1, []],
])("%s: what is said of it", (_, given, status, count, expected) => {
  const { platform } = platformOf({ cluster: { type: "existing" }, ...given });
  if (platform === undefined) throw new Error("refused");
  const body = { items: Array.from({ length: count }, (_, index) => ({ metadata: { name: `node-${index}` } })) };
  const answers = new Map(
    adoptQuestions(platform).map((path) => {
      if (path === "version") return [path, { status: 200, body: { gitVersion: "v1.36.1" } }];
      return [path, path === nodes ? { status, body } : { status: 404, body: {} }];
    }),
  );
  const said = adoptProblems(platform, answers, "context prod-eu").filter(({ path }) => path === "platform.size");
  expect(said.map(formatProblem)).toEqual(expected);
});
