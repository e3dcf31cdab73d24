import { describe, expect, test } from "vitest";
import type { LiveObject } from "../../../model/live/live-object.ts";
import { definition, edited, guardsFrom, registered, told } from "./sample.ts";

const putBack = (stack: string) => `Run slipway up ${stack} to put it back, or write it into the definition`;
const by = "by kubectl-edit at 2026-11-21T11:00:00Z";
const known = definition();

/** What is said when one object is another than `up` left it; undefined: it is gone. */
function saidWith(key: string, object: LiveObject | undefined, ...more: readonly LiveObject[]): string[] {
  const there = registered();
  if (!there.has(key)) throw new Error(`there is no ${key}; there are ${[...there.keys()].join(", ")}`);
  if (object === undefined) there.delete(key);
  else there.set(key, object);
  return told([...there.values(), ...more], { definition: known });
}

function at(key: string): LiveObject {
  const found = registered().get(key);
  if (found === undefined) throw new Error(`there is no ${key}`);
  return found;
}

test("what the stacks registered is as it should be", () => {
  expect(told(registered().values(), { definition: known })).toEqual([]);
});

test("values that API server, webhooks and controllers fill in are no differences", () => {
  const there = registered();
  const set = (key: string, path: string, value: unknown) => {
    const object = there.get(key);
    there.set(key, edited(object, path, value, {}));
  };
  set("Namespace/goserver", "spec", { finalizers: ["kubernetes"] });
  set("Namespace/goserver", "status", { phase: "Active" });
  set("Stage/prod", "status", { health: { status: "Healthy" } });
  set("Stage/dev", "spec.requestedFreight[0].sources.requiredSoakTime", "");
  set("Application/goserver-prod", "operation", { sync: { revision: "abc" } });
  set("Application/goserver-prod", "status", { sync: { status: "Synced" } });
  set("Warehouse/main", "spec.interval", "5m0s");
  set("ConfigMap/slipway-freeze-prod", 'data["frozenByHand.prod"]', "2026-11-21T10:00:00Z jane: the database moves");
  expect(told(there.values(), { definition: known })).toEqual([]);
});

describe("a hand's edit is named, with its writer, what is wanted and what puts it back", () => {
  const stage = at("Stage/prod");
  const requests = { "f:spec": { "f:requestedFreight": {} } };

  test("direct in a protected Stage: the rule it breaks, and the difference", () => {
    const direct = edited(stage, "spec.requestedFreight[0].sources.direct", true, requests);
    expect(saidWith("Stage/prod", direct)).toEqual([
      `error Stage/goserver/prod spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true, ${by}). Feed it from an upstream Stage instead, or don't protect it. [G01]`,
      `error Stage/goserver/prod spec.requestedFreight[0].sources.direct: This is in the cluster and not in the definition (got true, ${by}; allowed nothing). ${putBack("prod")}. [changed-by-hand]`,
    ]);
  });

  test("another upstream Stage", () => {
    expect(
      saidWith("Stage/prod", edited(stage, "spec.requestedFreight[0].sources.stages[0]", "dev", requests)),
    ).toEqual([
      "warning Stage/goserver/dev spec: A protected Stage trusts this Stage's verification, and it has none (got no analysisTemplates). Give it spec.verification.analysisTemplates. [G05]",
      `error Stage/goserver/prod spec.requestedFreight[0].sources.stages[0]: The cluster has something else here than the definition (got "dev", ${by}; allowed "staging"). ${putBack("prod")}. [changed-by-hand]`,
    ]);
  });

  test("a step that is gone, and one that was added", () => {
    const steps = (stage["spec"] as { promotionTemplate: { spec: { steps: object[] } } }).promotionTemplate.spec.steps;
    const without = edited(stage, "spec.promotionTemplate.spec.steps", steps.slice(0, -1), {
      "f:spec": { "f:promotionTemplate": { "f:spec": { "f:steps": {} } } },
    });
    expect(saidWith("Stage/prod", without).filter((line) => line.endsWith("[changed-by-hand]"))).toEqual([
      `error Stage/goserver/prod spec.promotionTemplate.spec.steps[${steps.length - 1}]: This is in the definition and not in the cluster (got nothing, ${by}; allowed ${JSON.stringify(steps.at(-1)).slice(0, 119)}…). ${putBack("prod")}. [changed-by-hand]`,
    ]);
    const first = { uses: "fail", config: {} };
    const more = edited(stage, "spec.promotionTemplate.spec.steps", [first, ...steps], {});
    expect(saidWith("Stage/prod", more).filter((line) => line.endsWith("[changed-by-hand]"))).toEqual([
      `error Stage/goserver/prod spec.promotionTemplate.spec.steps[0]: This is in the cluster and not in the definition (got {"uses":"fail","config":{}}; allowed nothing). ${putBack("prod")}. [changed-by-hand]`,
    ]);
  });

  test("the label that tells guards", () => {
    const bare = { ...stage, metadata: { ...stage.metadata, labels: {} } };
    expect(saidWith("Stage/prod", bare).filter((line) => line.endsWith("[protected-label]"))).toEqual([
      `error Stage/goserver/prod metadata.labels["slipway.dev/protected"]: Nothing tells guards any more that this is protected (got nothing; allowed "true"). ${putBack("prod")}. [protected-label]`,
    ]);
  });

  test("an automatic promotion, and a policy in front of the others", () => {
    const config = at("ProjectConfig/goserver");
    const automatic = edited(config, "spec.promotionPolicies[2].autoPromotionEnabled", true, {});
    expect(saidWith("ProjectConfig/goserver", automatic)).toEqual([
      "error ProjectConfig/goserver/goserver spec.promotionPolicies[2].autoPromotionEnabled: This policy promotes prod automatically (got true). Write autoPromotionEnabled: false for it, in the first policy that selects it. [G07]",
      `error ProjectConfig/goserver/goserver spec.promotionPolicies[2].autoPromotionEnabled: The cluster has something else here than the definition (got true; allowed false). ${putBack("delivery")}. [changed-by-hand]`,
    ]);
    const { promotionPolicies } = config["spec"] as { promotionPolicies: object[] };
    const glob = { stageSelector: { name: "glob:p*" }, autoPromotionEnabled: true };
    const first = edited(config, "spec.promotionPolicies", [glob, ...promotionPolicies], {});
    expect(saidWith("ProjectConfig/goserver", first)).toEqual([
      `error ProjectConfig/goserver/goserver spec.promotionPolicies[0]: This is in the cluster and not in the definition (got {"stageSelector":{"name":"glob:p*"},"autoPromotionEnabled":true}; allowed nothing). ${putBack("delivery")}. [changed-by-hand]`,
      "error ProjectConfig/goserver/goserver spec.promotionPolicies[0].autoPromotionEnabled: This policy promotes prod automatically (got true). Write autoPromotionEnabled: false for it, in the first policy that selects it. [G07]",
      `warning ProjectConfig/goserver/goserver spec.promotionPolicies[0].stageSelector.name: Any Stage whose name fits this pattern is promoted automatically (got "glob:p*"). Write the Stage's own name in stageSelector.name. [G08]`,
    ]);
  });

  test("an AppProject that allows everything", () => {
    const project = edited(
      at("AppProject/goserver-prod"),
      "spec.clusterResourceWhitelist",
      [{ group: "*", kind: "*" }],
      {},
    );
    expect(saidWith("AppProject/goserver-prod", project).filter((line) => line.endsWith("[changed-by-hand]"))).toEqual([
      `error AppProject/argocd/goserver-prod spec.clusterResourceWhitelist: This is in the cluster and not in the definition (got [{"group":"*","kind":"*"}]; allowed nothing). ${putBack("prod")}. [changed-by-hand]`,
    ]);
  });

  test("a finalizer that is gone", () => {
    const application = at("Application/goserver-prod");
    const { finalizers: _, ...metadata } = application.metadata;
    expect(saidWith("Application/goserver-prod", { ...application, metadata })).toEqual([
      `error Application/argocd/goserver-prod metadata.finalizers: This is in the definition and not in the cluster (got nothing; allowed "resources-finalizer.argocd.argoproj.io"). ${putBack("prod")}. [changed-by-hand]`,
    ]);
  });
});

describe("objects", () => {
  test("that are gone", () => {
    expect(saidWith("Stage/dev", undefined)).toEqual([
      "error Stage/goserver/dev: This is in the definition and not in the cluster. Run slipway up dev: it makes the object again, without its history of Freight. [missing-object]",
    ]);
    expect(saidWith("AnalysisTemplate/staging-web", undefined)).toEqual([
      "error AnalysisTemplate/goserver/staging-web: This is in the definition and not in the cluster. Run slipway up staging: it makes the object again. [missing-object]",
      `warning Stage/goserver/staging spec.verification.analysisTemplates[0].name: There is no AnalysisTemplate of this name, so every verification of this Stage ends in an error (got "staging-web"). Make the AnalysisTemplate, or name another. [G05]`,
    ]);
  });

  test("of a stack that never came up, once", () => {
    const there = [...registered().values()].filter(({ metadata }) => !metadata.name.includes("prod"));
    const objects = told(there, { definition: known });
    expect(objects).toEqual([
      "error stack prod: Nothing of this stack is in the cluster (got no object; allowed 4 objects). Run slipway up prod, or take it out of the definition. [missing-object]",
    ]);
  });

  test("that nobody may read aren't missing", () => {
    const there = [...registered().values()].filter(({ kind }) => kind !== "Application");
    const unread = [{ kind: "Application", isUnknown: false }];
    expect(told(there, { definition: known, beyond: { unread } })).toEqual([]);
  });

  test("that no definition has", () => {
    const meta = (name: string, namespace = "goserver") => ({ name, namespace });
    const kargo = { apiVersion: "kargo.akuity.io/v1alpha1" };
    const extra: LiveObject[] = [
      {
        ...kargo,
        kind: "Stage",
        metadata: {
          ...meta("hotfix"),
          managedFields: [{ manager: "kubectl-create", time: "2026-11-21T11:00:00Z", fieldsV1: { "f:spec": {} } }],
        },
        spec: { requestedFreight: [{ origin: { name: "main" }, sources: { direct: true } }] },
      },
      {
        ...kargo,
        kind: "Stage",
        metadata: { ...meta("going"), deletionTimestamp: "2026-11-21T11:00:00Z" },
        spec: { requestedFreight: [{ origin: { name: "main" }, sources: { direct: true } }] },
      },
      { ...kargo, kind: "PromotionTask", metadata: meta("deploy"), spec: { steps: [] } },
      {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { ...meta("sly", "argocd"), annotations: { "kargo.akuity.io/authorized-stage": "goserver:prod" } },
      },
    ];
    expect(told([...registered().values(), ...extra], { definition: known })).toEqual([
      "error Application/argocd/sly: No definition has this Application, and a Stage of the Project may sync it. Delete it, or write it into the definition. [extra-object]",
      "warning PromotionTask/goserver/deploy: No definition has this PromotionTask; a Stage may run it. Delete it, or write it into the definition. [extra-object]",
      "error Stage/goserver/hotfix: No definition has this Stage: Freight can take a way here that nobody wrote down (got made or changed by kubectl-create at 2026-11-21T11:00:00Z). Delete it, or write it into the definition. [extra-object]",
    ]);
  });
});

describe("guards", () => {
  const binding = "ValidatingAdmissionPolicyBinding/slipway.goserver.prod.stages";

  test("that are gone", () => {
    expect(saidWith(binding, undefined)).toEqual([
      `error ${binding}: This guard isn't in the cluster, so the API server doesn't hold the rule. Run slipway up prod: it makes the guard again. [guard-missing]`,
    ]);
  });

  test("at another level, whatever its actions were changed to", () => {
    const level = (actions: readonly string[]) =>
      saidWith(binding, edited(at(binding), "spec.validationActions", actions, {}));
    const said = (got: string) => [
      `error ${binding} spec.validationActions: This guard is at another level than its rule (got ${got}; allowed Deny, Audit). ${putBack("prod")}. [guard-level]`,
    ];
    expect(level(["Audit"])).toEqual(said("Audit"));
    expect(level(["Warn", "Audit"])).toEqual(said("Warn, Audit"));
  });

  test("that were changed, or lost a key of the freeze's switch", () => {
    const policy = "ValidatingAdmissionPolicy/slipway.goserver.prod.stages";
    const open = edited(at(policy), "spec.failurePolicy", "Ignore", {});
    expect(saidWith(policy, open)).toEqual([
      `error ${policy} spec.failurePolicy: This guard isn't the one that was compiled (got "Ignore"; allowed "Fail"). ${putBack("prod")}. [guard-changed]`,
    ]);
    const key = "ConfigMap/slipway-freeze-prod";
    const halved = { ...at(key), data: { calendar: "[]" } };
    expect(saidWith(key, halved)).toEqual([
      `error ConfigMap/goserver/slipway-freeze-prod data.frozen: This guard isn't the one that was compiled (got nothing; allowed ""). ${putBack("prod")}. [guard-changed]`,
    ]);
  });

  test("that nothing asks for any more", () => {
    const old = { ...at(binding), metadata: { ...at(binding).metadata, name: "slipway.goserver.old" } };
    const others = { ...old, metadata: { name: "slipway.other.old", labels: { "slipway.dev/app": "other" } } };
    expect(told([...registered().values(), old, others], { definition: known })).toEqual([
      `warning ValidatingAdmissionPolicyBinding/slipway.goserver.old: No rule asks for this guard: it is left over, or its rule was turned off since (got "slipway.goserver.old"). Bring up the stack that made it, or delete it. [guard-extra]`,
    ]);
  });

  test("with an exception that has ended", () => {
    const exception = { rule: "G04", target: "Stage/prod", reason: "a fix", approver: "alice" };
    const at = (expires: string) => {
      const guards = guardsFrom({
        minimumSoak: "1h",
        levels: { G04: "deny" },
        exceptions: [{ ...exception, expires }],
      });
      return told(registered(guards).values(), { definition: definition(guards), guards });
    };
    const words = (expires: string) => `G04 is set aside for Stage/prod until ${expires} by alice: a fix`;
    const missing =
      "Stage/goserver/prod spec.requestedFreight[0].sources: Freight doesn't soak for 1h (got no requiredSoakTime)";
    expect(at("2026-11-21T12:00:01Z")).toEqual([`note ${missing}. ${words("2026-11-21T12:00:01Z")}. [G04]`]);
    expect(at("2026-11-21T12:00:00Z")).toEqual([
      `error ${missing}. Write a longer requiredSoakTime. [G04]`,
      `error ValidatingAdmissionPolicy/slipway.goserver.stages spec.auditAnnotations[0].valueExpression: An exception that has ended is still compiled into 2 policies (got "${words("2026-11-21T12:00:00Z")}"). Take it out of the settings, and bring up the stacks that made them. [G40]`,
    ]);
  });
});
