import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { argocdControllerValues } from "../../../model/platform/argocd-controller.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";

const everything = {
  replicas: 3,
  shardingAlgorithm: "round-robin",
  statusProcessors: 50,
  operationProcessors: 25,
  clientQPS: 150,
} as const;

test("what isn't set stays Argo CD's own", () => {
  const { platform } = platformOf({});
  expect(platform?.argocdController).toEqual({ replicas: 1, shardingAlgorithm: "legacy" });
  expect(argocdControllerValues({ replicas: 2, shardingAlgorithm: "legacy" })).toEqual({
    controller: { replicas: 2 },
    params: {},
  });
});

test("every setting becomes a value of the chart, under a key that it knows", () => {
  const { platform } = platformOf({ argocdController: everything });
  if (platform === undefined) throw new Error("refused");
  const values = partValues("argocd", platform) as { controller: object; configs: { params: object } };
  expect(values.controller).toEqual({
    replicas: 3,
    env: [
      { name: "ARGOCD_K8S_CLIENT_QPS", value: "150" },
      { name: "ARGOCD_K8S_CLIENT_BURST", value: "300" },
    ],
    resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "1Gi" } },
  });
  expect(values.configs.params).toEqual({
    "server.insecure": true,
    "reposerver.parallelism.limit": "10",
    "controller.sharding.algorithm": "round-robin",
    "controller.status.processors": "50",
    "controller.operation.processors": "25",
  });
  const known = readFileSync(join(import.meta.dirname, "chart-keys", "argo-cd.txt"), "utf8").split("\n");
  expect(known).toEqual(expect.arrayContaining(["controller.env", "controller.replicas"]));
});

test.each([
  [
    { replicas: 0 },
    "error platform.argocdController.replicas: the number is too small (got 0; allowed 1 or more). See docs/platform.md. [platform-settings]",
  ],
  [
    { shardingAlgorithm: "round robin" },
    'error platform.argocdController.shardingAlgorithm: the value is not among those allowed (got "round robin"; allowed legacy, round-robin, consistent-hashing). Perhaps "round-robin" is meant. [platform-settings]',
  ],
  [
    { shards: 2 },
    'error platform.argocdController.shards: there is no such field (got "shards"; allowed clientQPS, operationProcessors, replicas, shardingAlgorithm, statusProcessors). Remove it, or move it where it belongs. [platform-settings]',
  ],
])("%j is refused", (argocdController, message) => {
  expect(platformOf({ argocdController }).problems.map(formatProblem)).toEqual([message]);
});
