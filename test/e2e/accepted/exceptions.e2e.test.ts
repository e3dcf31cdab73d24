/**
 * What this file protects: on a real API server an exception ends by itself, break-glass is for those who may and say why, and
 * is recorded; and who deploys is never locked out.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guardPolicies } from "../../../model/compile/guard-policy.ts";
import { noStageSkipping } from "../../../model/rules/g01-no-stage-skipping.ts";
import { noApprovalBypass } from "../../../model/rules/g11-no-approval-bypass.ts";
import { freightTags } from "../../../model/rules/g20-freight-tags.ts";
import { guardsChangeByCode } from "../../../model/rules/g34-guards-change-by-code.ts";
import { type Rule, type RuleSettings, settingsOf } from "../../../model/rules/index.ts";
import { timestamp } from "../../../model/timestamp.ts";
import { type ApiServer, type Ask, hasApiServer, type JsonObject } from "../../support/api-server.ts";
import { create, folderOf, startKargoServer, until } from "../../support/kargo-server.ts";

const kargoApi = "system:serviceaccount:kargo:kargo-api";
const argocd = "system:serviceaccount:argocd:argocd-application-controller";
const rbac = "rbac.authorization.k8s.io";
const kargo = "kargo.akuity.io/v1alpha1";

describe.skipIf(!hasApiServer())("on the API server", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startKargoServer();
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "demo" } });
    const protectedStages = ["prod", "uat"];
    await guard(guardsChangeByCode, { protectedStages });
    await guard(noApprovalBypass, { protectedStages });
    await guard(freightTags, { tagPatterns: { "docker.io/acme/goserver": "^v" } });
    await role(
      "developer",
      ["dora", "carl", "pia", kargoApi],
      [{ verbs: ["*"], apiGroups: ["kargo.akuity.io"], resources: ["*"] }],
    );
    const prod = {
      verbs: ["use"],
      apiGroups: ["guards.slipway.dev"],
      resources: ["overrides"],
      resourceNames: ["prod"],
    };
    await role("on-call", ["carl"], [prod]);
    const bindings = ["validatingadmissionpolicybindings"];
    const resourceNames = ["slipway.demo.g34.stages"];
    await role(
      "pulumi",
      ["pia"],
      [{ verbs: ["*"], apiGroups: ["admissionregistration.k8s.io"], resources: bindings, resourceNames }],
    );
  });
  afterAll(async () => {
    await api?.stop();
  });

  async function guard(
    rule: Rule,
    settings: Partial<RuleSettings>,
    exceptions: Parameters<typeof guardPolicies>[4] = {},
    namespace = "demo",
  ) {
    const breakGlass = { actors: ["email:carl@example.com"] };
    const scope = () => ({ name: namespace, namespace });
    for (const object of guardPolicies(rule, settingsOf(settings), "deny", scope, { breakGlass, ...exceptions }))
      await create(api.ask, object);
  }

  async function role(name: string, users: readonly string[], rules: readonly object[]): Promise<void> {
    const subjects = users.map((user) => ({ apiGroup: rbac, kind: "User", name: user }));
    const version = `${rbac}/v1`;
    const post = (plural: string, body: object) => api.ask("POST", `/apis/${version}/${plural}`, body);
    const made = await post("clusterroles", { apiVersion: version, kind: "ClusterRole", metadata: { name }, rules });
    const bound = await post("clusterrolebindings", {
      apiVersion: version,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects,
    });
    expect([made.code, bound.code]).toEqual([201, 201]);
  }

  const stage = (name: string, sources: object, namespace = "demo"): JsonObject => ({
    apiVersion: kargo,
    kind: "Stage",
    metadata: { name, namespace, labels: {} },
    spec: {
      requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }],
      promotionTemplate: { spec: { steps: [{ uses: "fail" }] } },
    },
  });

  /** `taken`, or which rule refuses it. */
  function verdict({ code, body }: Awaited<ReturnType<Ask>>): string {
    if (code < 300) return "taken";
    return /denied request: (G\d\d)/.exec(String(body.message))?.[1] ?? `${code} ${body.message}`;
  }

  /** Writes a Stage as it is now with other steps. */
  async function edit(ask: Ask, name: string, uses: string, reason?: string): Promise<string> {
    const path = `${folderOf(stage(name, {}))}/${name}`;
    const { body } = await api.ask("GET", path);
    body.spec.promotionTemplate.spec.steps = [{ uses }];
    if (reason !== undefined) body.metadata.annotations = { "slipway.dev/override": reason };
    return verdict(await ask("PUT", path, body));
  }

  test("who may change the guards deploys; who may only write Stages breaks glass where it is theirs, and says why anew", async () => {
    for (const name of ["prod", "uat"]) await create(api.ask, stage(name, { stages: ["staging"] }));
    await until("G34 to be in force", async () => (await edit(api.as("dora"), "prod", `try-${Date.now()}`)) === "G34");
    const verdicts = {
      "a developer": await edit(api.as("dora"), "prod", "git-clone"),
      "a developer who gives a reason": await edit(api.as("dora"), "prod", "git-clone", "INC-1"),
      "Argo CD, which may do everything": await edit(api.as(argocd, "system:masters"), "prod", "git-clone"),
      "Argo CD with a reason": await edit(api.as(argocd, "system:masters"), "prod", "git-clone", "INC-1"),
      "Pulumi, which made the guards": await edit(api.as("pia"), "prod", "git-push"),
      "on call without a reason": await edit(api.as("carl"), "prod", "git-clone"),
      "on call with a reason": await edit(api.as("carl"), "prod", "git-clone", "INC-2"),
      "on call with the reason of last time": await edit(api.as("carl"), "prod", "git-push", "INC-2"),
      "on call for another Stage": await edit(api.as("carl"), "uat", "git-clone", "INC-3"),
    };
    expect(verdicts).toEqual({
      "a developer": "G34",
      "a developer who gives a reason": "G34",
      "Argo CD, which may do everything": "G34",
      "Argo CD with a reason": "G34",
      "Pulumi, which made the guards": "taken",
      "on call without a reason": "G34",
      "on call with a reason": "taken",
      "on call with the reason of last time": "G34",
      "on call for another Stage": "G34",
    });
    expect(recorded("break-glass")).toEqual(["G34 by carl: INC-2"]);
  });

  test("an approval is written by hand by who may, for their Stage alone, with the reason on the Freight", async () => {
    const freight = await create(api.ask, freightOf("v1", {}));
    const path = `${folderOf(freight)}/${freight.metadata.name}`;
    const approve = async (ask: Ask, stages: string[], query = "") => {
      const { body } = await api.ask("GET", path);
      const approvedFor = Object.fromEntries(stages.map((name) => [name, { approvedAt: "2026-01-01T00:00:00Z" }]));
      return verdict(await ask("PUT", `${path}/status${query}`, { ...body, status: { ...body.status, approvedFor } }));
    };
    const dry = () => approve(api.as("carl"), ["prod"], "?dryRun=All");
    await until("G11 to be in force", async () => (await dry()) === "G11");
    const reason = { metadata: { annotations: { "slipway.dev/override": "INC-4" } } };
    await api.as("carl")("PATCH", path, reason, "application/merge-patch+json");
    expect({
      "for both": await approve(api.as("carl"), ["prod", "uat"]),
      "by a developer": await approve(api.as("dora"), ["prod"]),
      "through Kargo's UI": await approve(api.as(kargoApi), ["prod"]),
      "for prod": await approve(api.as("carl"), ["prod"]),
    }).toEqual({ "for both": "G11", "by a developer": "G11", "through Kargo's UI": "G11", "for prod": "taken" });
    expect(recorded("break-glass")).toContain("G11 by carl: INC-4");
  });

  function freightOf(tag: string, annotations: object): JsonObject {
    return {
      apiVersion: kargo,
      kind: "Freight",
      metadata: { generateName: "f-", namespace: "demo", annotations },
      origin: { kind: "Warehouse", name: "main" },
      images: [{ repoURL: "docker.io/acme/goserver", tag }],
    };
  }

  test("whom Kargo's API server names is believed of Kargo's API server alone", async () => {
    const made = async (ask: Ask, actor: string) =>
      verdict(
        await ask("POST", folderOf(freightOf("", {})), freightOf("latest", { "kargo.akuity.io/create-actor": actor })),
      );
    await until("G20 to be in force", async () => (await made(api.ask, "admin")) === "G20");
    expect({
      listed: await made(api.as(kargoApi), "email:carl@example.com"),
      "not listed": await made(api.as(kargoApi), "email:dora@example.com"),
      "claimed by somebody else": await made(api.as("dora"), "email:carl@example.com"),
    }).toEqual({ listed: "taken", "not listed": "G20", "claimed by somebody else": "G20" });
    expect(recorded("break-glass")).toContain(`G20 by ${kargoApi} for email:carl@example.com`);
  });

  test("an exception ends by itself, for what is created and for what is changed", async () => {
    // Where the policy doesn't work before the exception has ended nothing was seen of it: then a longer one.
    for (const seconds of [20, 100, 300]) {
      const namespace = `excepted-${seconds}`;
      await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
      const expires = timestamp(new Date(Date.now() + seconds * 1000));
      const exception = {
        rule: "G01",
        target: "Stage/prod",
        reason: "staging is being rebuilt",
        approver: "alice",
        expires,
      };
      await guard(noStageSkipping, { protectedStages: ["prod", "uat"] }, { exceptions: [exception] }, namespace);
      const at = folderOf(stage("prod", {}, namespace));
      const direct = (name: string) => api.ask("POST", `${at}?dryRun=All`, stage(name, { direct: true }, namespace));
      await until("G01 to be in force", async () => verdict(await direct("uat")) === "G01", 280);
      const created = verdict(await direct("prod"));
      const { body } = await api.ask(
        "POST",
        at,
        stage("prod", { stages: ["staging"], autoPromotionOptions: {} }, namespace),
      );
      const written = (spec: object) =>
        api.ask("PUT", `${at}/prod?dryRun=All`, { ...body, spec: { ...body.spec, ...spec } });
      const [request] = body.spec.requestedFreight;
      const skip = async () =>
        verdict(await written({ requestedFreight: [{ ...request, sources: { direct: true } }] }));
      // what a write changes is stamped with the second, and this one mustn't be that of the creation
      await sleep(1100);
      const changed = await skip();
      if (Date.now() >= Date.parse(expires)) continue;
      expect({ created, changed }).toEqual({ created: "taken", changed: "taken" });
      expect(recorded("exception")).toContain(
        `G01 is set aside for Stage/prod until ${expires} by alice: staging is being rebuilt`,
      );
      // A timer may fire a moment early.
      await sleep(Math.max(0, Date.parse(expires) - Date.now()) + 20);
      expect({ created: verdict(await direct("prod")), changed: await skip() }).toEqual({
        created: "G01",
        changed: "G01",
      });
      return;
    }
    throw new Error("this machine is too slow: each exception had ended before the policy worked");
  }, 900_000);

  /** What the server's audit log has under a key of a policy's of writes that it took, once each, in order. */
  function recorded(key: string): string[] {
    const events = readFileSync(api.auditLog, "utf8").split("\n").filter(Boolean);
    const texts = events.flatMap((line) => {
      const { annotations = {}, responseStatus } = JSON.parse(line) as {
        annotations?: Record<string, string>;
        responseStatus: { code: number };
      };
      if (responseStatus.code >= 300) return [];
      return Object.entries(annotations).flatMap(([name, text]) => (name.endsWith(`/${key}`) ? [text] : []));
    });
    return [...new Set(texts)];
  }
});
