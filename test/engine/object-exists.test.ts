import { afterEach, expect, test, vi } from "vitest";
import { settleRelease } from "../../engine/interrupted-releases.ts";
import { kubeConfigOf, objectExists } from "../../engine/object-exists.ts";
import type { InterruptedCreate } from "../../engine/pending-creates.ts";
import { UserError } from "../../model/problem.ts";

const urn = "urn:pulumi:dev::p::pulumi:providers:kubernetes::cluster";
const deployment = (inputs: Record<string, unknown>) => ({
  resources: [{ urn, type: "pulumi:providers:kubernetes", inputs }],
});
const create = {
  ...{ urn: "urn", type: "type", apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "settings" },
  provider: `${urn}::id`,
} as InterruptedCreate;

afterEach(() => vi.unstubAllEnvs());

test("a KUBECONFIG that isn't there is named", () => {
  vi.stubEnv("KUBECONFIG", "/nowhere/kubeconfig");
  expect(() => kubeConfigOf(urn, deployment({}))).toThrow(
    new UserError(
      "/nowhere/kubeconfig, by which this stack's cluster is found, can't be read (ENOENT). " +
        "Mend it, or let KUBECONFIG name the one that the stack was brought up with",
    ),
  );
});

test("a kubeconfig in the state that can't be read isn't quoted", () => {
  expect(() => kubeConfigOf(urn, deployment({ kubeconfig: "users: [{token: hunter2" }))).toThrow(
    new UserError(
      "the kubeconfig in the state, by which this stack's cluster is found, can't be read. " +
        "Mend it, or let KUBECONFIG name the one that the stack was brought up with",
    ),
  );
});

test.each([
  ["object", objectExists],
  ["release", settleRelease],
])("an interrupted %s whose cluster left the kubeconfig is a user's error", async (_, look) => {
  await expect(look(create, deployment({ kubeconfig: "/nowhere/kubeconfig", context: "gone" }))).rejects.toThrow(
    /its cluster doesn't say .*\(No active cluster!\)\. Bring that cluster up, then run again\./,
  );
});
