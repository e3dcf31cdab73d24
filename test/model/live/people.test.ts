import { describe, expect, test } from "vitest";
import { type Review, reviewedPromotions } from "../../../model/live/four-eyes.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import { checkOf, guardsFrom, prod, promotion, told } from "./sample.ts";

const namespace = "goserver";
const rbac = "rbac.authorization.k8s.io/v1";
const managed = { "rbac.kargo.akuity.io/managed": "true" };
const group = { kind: "Group", name: "devs", apiGroup: "rbac.authorization.k8s.io" };
const account = (name: string) => ({ kind: "ServiceAccount", name, namespace });

function binding(name: string, role: string, subjects: readonly object[], annotations = {}): LiveObject {
  return {
    apiVersion: rbac,
    kind: "RoleBinding",
    metadata: { name, namespace, annotations },
    roleRef: { kind: "Role", name: role },
    subjects,
  };
}
function serviceAccount(name: string, annotations: Record<string, string>): LiveObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace, annotations } };
}
const claims = (value: object) => ({ "rbac.kargo.akuity.io/claims": JSON.stringify(value) });
/** What Kargo's management controller makes in every Project. */
const byKargo: readonly LiveObject[] = ["kargo-admin", "kargo-promoter", "kargo-viewer"].flatMap((name) => [
  serviceAccount(name, managed),
  binding(name, name, [account(name)], managed),
]);

const everyStage = "may promote to every Stage of this Project, protected ones too";
const roleWithNames = "Write a Role with verb promote on stages and resourceNames, and create on promotions";

describe("who may promote (G13)", () => {
  test("nobody, as Kargo leaves a Project", () => {
    expect(told([prod, ...byKargo])).toEqual([]);
  });

  test("is asked only where a Stage is protected", () => {
    const dev = { ...prod, metadata: { name: "dev", namespace } };
    const mapped = serviceAccount("kargo-admin", claims({ groups: ["devs"] }));
    expect(told([dev, binding("devs", "kargo-promoter", [group]), mapped])).toEqual([]);
  });

  test.each([
    [
      "a group bound to a default role, in a binding of its own",
      binding("devs", "kargo-promoter", [group]),
      `error RoleBinding/goserver/devs roleRef.name: This role may promote to every Stage of its Project (got "kargo-promoter"). ${roleWithNames}. [G13]`,
    ],
    [
      "a group added to Kargo's own binding",
      binding("kargo-admin", "kargo-admin", [account("kargo-admin"), group], managed),
      `error RoleBinding/goserver/kargo-admin subjects[1].name: Whoever is bound to kargo-admin ${everyStage} (got "devs"). ${roleWithNames}. [G13]`,
    ],
    [
      "a group that claims map to Kargo's own ServiceAccount",
      serviceAccount("kargo-promoter", {
        ...managed,
        ...claims({ groups: ["devs", "ops"], email: "eve@acme.example" }),
      }),
      `error ServiceAccount/goserver/kargo-promoter metadata.annotations["rbac.kargo.akuity.io/claims"]: Whoever has this claim ${everyStage} (got "groups: devs, ops"). Map them to a ServiceAccount bound to a Role that names its Stages. [G13]`,
      `error ServiceAccount/goserver/kargo-promoter metadata.annotations["rbac.kargo.akuity.io/claims"]: Whoever has this claim ${everyStage} (got "email: eve@acme.example"). Map them to a ServiceAccount bound to a Role that names its Stages. [G13]`,
    ],
    [
      "the same in the older form",
      serviceAccount("kargo-admin", { "rbac.kargo.akuity.io/claim.sub": "eve, mallory" }),
      `error ServiceAccount/goserver/kargo-admin metadata.annotations["rbac.kargo.akuity.io/claim.sub"]: Whoever has this claim ${everyStage} (got "sub: eve, mallory"). Map them to a ServiceAccount bound to a Role that names its Stages. [G13]`,
    ],
    [
      "an API token of a default role",
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          name: "t",
          namespace,
          labels: { "rbac.kargo.akuity.io/api-token": "true" },
          annotations: { "kubernetes.io/service-account.name": "kargo-promoter" },
        },
      },
      `error Secret/goserver/t metadata.annotations["kubernetes.io/service-account.name"]: Whoever has this API token ${everyStage} (got "kargo-promoter"). Delete the token, and make one of a role that names its Stages. [G13]`,
    ],
    [
      "a role made with Kargo's CLI, without names",
      {
        apiVersion: rbac,
        kind: "Role",
        metadata: { name: "release", namespace, annotations: managed },
        rules: [{ apiGroups: ["kargo.akuity.io"], resources: ["stages"], verbs: ["promote"] }],
      },
      `error Role/goserver/release rules[0]: This Role may promote to every Stage of its Project (got no resourceNames). ${roleWithNames}. [G13]`,
    ],
  ] as readonly [string, LiveObject, ...string[]][])("%s", (_what: string, object: LiveObject, ...said: string[]) => {
    expect(told([prod, object])).toEqual(said);
  });

  test("claims of a ServiceAccount of the team's own, and a text that is no JSON, are nobody's business here", () => {
    const own = [
      serviceAccount("team", claims({ groups: ["devs"] })),
      serviceAccount("kargo-admin", { "rbac.kargo.akuity.io/claims": "devs" }),
    ];
    expect(told([prod, ...own])).toEqual([]);
  });
});

const approval = {
  promoters: ["jane@acme.example"],
  approvers: ["alice"],
  identities: { alice: "alice@acme.example", "jane-at-git": "jane@acme.example" },
};
const guards = guardsFrom({ approval });

test("an approver who may act here is told, by login and by identity (G14)", () => {
  const team = serviceAccount("team", claims({ email: ["alice@acme.example", "bob@acme.example"] }));
  expect(told([prod, team, binding("team", "release", [account("team")])], { guards })).toEqual([
    'error ServiceAccount/goserver/team metadata.annotations["rbac.kargo.akuity.io/claims"]: An approver may also act here (got "alice@acme.example"). Bind another group, or let another one approve. [G14]',
  ]);
  expect(told([prod, team, binding("team", "team-view", [account("team")])], { guards })).toEqual([]);
  expect(told([prod, team], { guards })).toEqual([]);
});

const url = "https://github.com/acme/goserver/pull/3";
const steps = [{ uses: "git-open-pr", as: "pr", config: { provider: "github" } }];
const reviewed = (annotations?: Record<string, string>) =>
  promotion("p1", {
    ...(annotations === undefined ? {} : { annotations }),
    spec: { stage: "prod", freight: "f1", steps },
    status: { phase: "Succeeded", state: { pr: { pr: { id: 3, url } } } },
  });
const by = (actor: string) => ({ "kargo.akuity.io/create-actor": actor });
const at = 'Promotion/goserver/p1 metadata.annotations["kargo.akuity.io/create-actor"]';
const jane = '"email:jane@acme.example"';

describe("who promoted and who approved (G14, afterwards)", () => {
  const said = (review: Review, annotations?: Record<string, string>) =>
    told([prod, reviewed(annotations)], {
      guards,
      beyond: { reviewOf: (asked) => (asked === url ? review : undefined) },
    });
  const merged = (mergedBy: string, ...approvedBy: string[]): Review => ({ merged: true, mergedBy, approvedBy });

  test.each([
    ["another person merged", merged("alice")],
    ["another person approved, the promoter merged", merged("jane-at-git", "alice")],
    ["it isn't merged yet", { merged: false, approvedBy: [] }],
  ] as const)("%s: nothing to say", (_what, review) => {
    expect(said(review)).toEqual([]);
  });

  test.each([
    [
      "the promoter merged",
      merged("jane-at-git"),
      `Who promoted this also approved ${url} (got ${jane}; allowed another person). Let another person look at what was promoted`,
    ],
    [
      "the promoter approved and merged",
      merged("jane-at-git", "jane-at-git"),
      `Who promoted this also approved ${url} (got ${jane}; allowed another person). Let another person look at what was promoted`,
    ],
    [
      "somebody without an identity approved",
      merged("jane-at-git", "bob"),
      `Nobody can tell whether who promoted this also approved ${url}: bob has no identity (got ${jane}). Write under approval.identities who bob is`,
    ],
    [
      "the Git host names nobody",
      { merged: true, approvedBy: [] },
      `Nobody approved ${url}, or the Git host doesn't say who (got ${jane}; allowed another person). Let another person look at what was promoted`,
    ],
    [
      "the Git host couldn't be asked",
      { unknown: "https://github.com answered 404: the token may not read it, or there is none" },
      `Who approved ${url} can't be told: https://github.com answered 404: the token may not read it, or there is none (got ${jane}). Look there who approved it`,
    ],
  ] as const)("%s: told", (_what, review, message) => {
    expect(said(review)).toEqual([`error ${at}: ${message}. [G14]`]);
  });

  test("as Kargo's admin, which is nobody, it is told whoever approved", () => {
    expect(said(merged("alice"), by("admin"))).toEqual([
      `error ${at}: This was promoted as admin, which names no person, so nobody can tell whether another one approved ${url} (got "admin"). Promote with a login of your own. [G14]`,
    ]);
  });

  test("a name of Kubernetes is compared as well", () => {
    const kubernetes = guardsFrom({ approval: { ...approval, identities: { jane: "jane" }, promoters: [] } });
    const review = merged("jane");
    const asked = { guards: kubernetes, beyond: { reviewOf: () => review } };
    expect(told([prod, reviewed(by("kubernetes:jane"))], asked)).toHaveLength(1);
  });

  test("what Kargo promoted by itself, other Stages, and a team without approval settings are not asked about", () => {
    const asked = (objects: readonly LiveObject[], known = guards) =>
      reviewedPromotions(checkOf(objects, { guards: known })).map(({ url: each }) => each);
    expect(asked([prod, reviewed()])).toEqual([url]);
    expect(asked([prod, reviewed(by("controller:kargo"))])).toEqual([]);
    expect(asked([reviewed()])).toEqual([]);
    expect(asked([prod, reviewed()], guardsFrom({}))).toEqual([]);
    const strange = promotion("p", {
      spec: { stage: "prod", steps },
      status: { state: { pr: { pr: { url: "file:///etc" } } } },
    });
    expect(asked([prod, strange])).toEqual([]);
  });
});
