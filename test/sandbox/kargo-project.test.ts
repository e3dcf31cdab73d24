import { describe, expect, test } from "vitest";
import type { LiveObject } from "../../sandbox/cluster/cluster-client.ts";
import {
  addFinalizer,
  keepsNamespace,
  namespaceAction,
  projectNamespace,
  readyStatus,
  refusedStatus,
  removeFinalizer,
} from "../../sandbox/kargo-project.ts";

const now = new Date("2026-11-21T10:00:00.123Z");
const finalizer = "kargo.akuity.io/finalizer";

function object(kind: string, metadata: Partial<LiveObject["metadata"]> = {}, rest: object = {}): LiveObject {
  const base = { name: "shop", uid: "u", resourceVersion: "7", generation: 3 };
  return { apiVersion: "v1", kind, metadata: { ...base, ...metadata }, ...rest };
}

describe("the namespace of a Project", () => {
  const label = { "kargo.akuity.io/project": "true" };
  test.each([
    ["none is created", undefined, "create"],
    ["one that carries the label is adopted", object("Namespace", { labels: label }), "adopt"],
    ["one without the label is refused", object("Namespace"), "refuse"],
    [
      "one with another value is refused",
      object("Namespace", { labels: { "kargo.akuity.io/project": "yes" } }),
      "refuse",
    ],
    ["one that goes away is waited for", object("Namespace", { labels: label, deletionTimestamp: "x" }), "wait"],
  ])("%s", (_, namespace, action) => {
    expect(namespaceAction(namespace)).toBe(action);
  });

  test("is made with label and finalizer", () => {
    expect(projectNamespace("shop")).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: label, finalizers: [finalizer] },
    });
  });

  test("outlives the Project when the annotation on either says so", () => {
    const keep = { annotations: { "kargo.akuity.io/keep-namespace": "true" } };
    const [plain, kept] = [object("Project"), object("Project", keep)];
    expect([keepsNamespace(plain, plain), keepsNamespace(kept, plain), keepsNamespace(plain, kept)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe("the finalizer", () => {
  test("is added to those of others, under the version that was read, and only once", () => {
    expect(addFinalizer(object("Project", { finalizers: ["other"] }))).toEqual({
      metadata: { finalizers: ["other", finalizer], resourceVersion: "7" },
    });
    expect(addFinalizer(object("Project", { finalizers: [finalizer] }))).toBeUndefined();
  });

  test("is taken away without those of others", () => {
    expect(removeFinalizer(object("Project", { finalizers: ["other", finalizer] }))).toEqual({
      metadata: { finalizers: ["other"], resourceVersion: "7" },
    });
    expect(removeFinalizer(object("Project"))).toBeUndefined();
  });
});

describe("a Project's status", () => {
  const steps = { spec: { promotionTemplate: { spec: { steps: [{ uses: "git-clone" }] } } } };
  const healthy = { status: { conditions: [{ type: "Healthy", status: "True" }] } };

  test("is Ready and counts Warehouses and those Stages that promote", () => {
    const stages = [object("Stage", {}, { ...steps, ...healthy }), object("Stage", {}, steps), object("Stage")];
    expect(readyStatus(object("Project"), stages, [object("Warehouse")], now)).toEqual({
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "Synced",
          message: "Adopted by the sandbox's stand-in for Kargo's management controller",
          observedGeneration: 3,
          lastTransitionTime: "2026-11-21T10:00:00Z",
        },
      ],
      stats: { stages: { count: 2, health: { healthy: 1 } }, warehouses: { count: 1, health: { healthy: 0 } } },
    });
  });

  test("keeps the time of a condition that stays as it is", () => {
    const first = readyStatus(object("Project"), [], [], now);
    const later = readyStatus(object("Project", {}, { status: first }), [], [], new Date());
    expect(later).toEqual(first);
  });

  test("is Stalled while the namespace belongs to somebody else", () => {
    const message = 'Namespace "shop" exists without the label kargo.akuity.io/project=true';
    const rest = { observedGeneration: 3, lastTransitionTime: "2026-11-21T10:00:00Z" };
    expect(refusedStatus(object("Project"), now)).toEqual({
      conditions: [
        { type: "Reconciling", status: "True", reason: "Syncing", message: "Waiting for the namespace", ...rest },
        { type: "Ready", status: "False", reason: "EnsuringNamespaceFailed", message, ...rest },
        { type: "Stalled", status: "True", reason: "ExistingNamespaceMissingLabel", message, ...rest },
      ],
    });
  });
});
