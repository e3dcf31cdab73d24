import { describe, expect, test } from "vitest";
import type { AllRunning } from "../../../../cli/doctor/held/controllers.ts";
import type { Held } from "../../../../cli/doctor/held/held-objects.ts";
import { type HeldFacts, judgeHeld } from "../../../../cli/doctor/held/judge-held.ts";

const now = Date.parse("2026-11-21T12:10:00Z");
const since = "2026-11-21T12:00:00Z";

const all: AllRunning = {
  argocd: { state: "runs", where: "StatefulSet argocd/argocd-application-controller" },
  kargo: { state: "runs", where: "Deployment kargo/kargo-controller" },
  kargoManagement: { state: "runs", where: "Deployment kargo/kargo-management-controller" },
};
const stopped = (what: string, at: string) =>
  ({
    state: "stopped",
    where: what,
    why: "is scaled to 0",
    fix: `kubectl scale ${at} --replicas=1`,
  }) as const;

const application: Held = {
  kind: "Application",
  resource: "applications.argoproj.io",
  namespace: "argocd",
  name: "goserver-dev",
  since,
  finalizers: ["resources-finalizer.argocd.argoproj.io"],
};
const stage: Held = {
  kind: "Stage",
  resource: "stages.kargo.akuity.io",
  namespace: "goserver",
  name: "dev",
  since,
  finalizers: ["kargo.akuity.io/finalizer", "acme.example/audit"],
};
const project: Held = {
  kind: "Project",
  resource: "projects.kargo.akuity.io",
  name: "goserver",
  since,
  finalizers: ["kargo.akuity.io/finalizer"],
};
const namespace: Held = {
  kind: "Namespace",
  resource: "namespaces",
  name: "goserver",
  since,
  finalizers: [],
  remaining: ["Some resources are remaining: stages.kargo.akuity.io has 1 resource instances"],
};

const judged = (changes: Partial<HeldFacts>) =>
  judgeHeld({ held: [], running: all, blockers: { webhooks: [], apiServices: [] }, ...changes }, now).map(
    ({ state, rule, message, fix }) => [`${state} ${rule}`, message, ...(fix === undefined ? [] : [fix])],
  );

describe("what is being deleted and doesn't go", () => {
  const rows: readonly (readonly [string, Held, Partial<AllRunning>, string, string])[] = [
    [
      "an Application whose controller is at it",
      application,
      {},
      "Application argocd/goserver-dev has been going for 10 min: held by resources-finalizer.argocd.argoproj.io; Argo CD's application controller runs (StatefulSet argocd/argocd-application-controller)",
      "Its controller is at it; see what it says: kubectl describe applications.argoproj.io goserver-dev -n argocd",
    ],
    [
      "an Application whose controller is stopped: it would delete the workload the moment it runs again",
      application,
      { argocd: stopped("StatefulSet argocd/argocd-application-controller", "-n argocd statefulset/ctl") },
      "Application argocd/goserver-dev has been going for 10 min: held by resources-finalizer.argocd.argoproj.io; Argo CD's application controller doesn't run: StatefulSet argocd/argocd-application-controller is scaled to 0",
      `To have its workload deleted, as was asked: kubectl scale -n argocd statefulset/ctl --replicas=1. To keep the workload, before Argo CD runs again: kubectl patch applications.argoproj.io goserver-dev -n argocd --type=merge -p '{"metadata":{"finalizers":null}}'`,
    ],
    [
      "a Stage whose controller is gone, and somebody else's finalizer with it",
      stage,
      { kargo: { state: "absent" } },
      "Stage goserver/dev has been going for 10 min: held by kargo.akuity.io/finalizer, acme.example/audit; no Deployment or StatefulSet here is Kargo's controller",
      `Start it: install it again, or see that it runs where it is. Only where it is gone for good: kubectl patch stages.kargo.akuity.io dev -n goserver --type=merge -p '{"metadata":{"finalizers":["acme.example/audit"]}}' (Freight then stays verified and approved for a Stage of this name, and its AnalysisRuns stay)`,
    ],
    [
      "a Project where nobody may look for its controller",
      project,
      { kargoManagement: { state: "unknown" } },
      "Project goserver has been going for 10 min: held by kargo.akuity.io/finalizer; whether Kargo's management controller runs can't be told, since Deployments may not be listed",
      `Start it: install it again, or see that it runs where it is. Only where it is gone for good: kubectl patch projects.kargo.akuity.io goserver --type=merge -p '{"metadata":{"finalizers":null}}' (its namespace and its ClusterRole kargo-project-admin-… then stay)`,
    ],
    [
      "somebody else's object",
      { ...stage, kind: "widgets", resource: "widgets.example.com", finalizers: ["acme.example/audit"] },
      {},
      "widgets goserver/dev has been going for 10 min: held by acme.example/audit",
      "See who set its finalizers, and that this program runs",
    ],
    [
      "a namespace that nothing of is known",
      namespace,
      {},
      "Namespace goserver has been going for 10 min: Some resources are remaining: stages.kargo.akuity.io has 1 resource instances",
      "See what is in it: kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get -n goserver --ignore-not-found --show-kind",
    ],
    [
      "a Project's namespace that has nothing in it any more",
      { ...namespace, remaining: [], finalizers: ["kargo.akuity.io/finalizer"] },
      { kargoManagement: stopped("Deployment kargo/kargo-management-controller", "-n kargo deployment/m") },
      "Namespace goserver has been going for 10 min: held by kargo.akuity.io/finalizer; Kargo's management controller doesn't run: Deployment kargo/kargo-management-controller is scaled to 0",
      `Start it: kubectl scale -n kargo deployment/m --replicas=1. Only where it is gone for good: kubectl patch namespaces goserver --type=merge -p '{"metadata":{"finalizers":null}}' (nothing else is cleaned up then)`,
    ],
  ];
  test.each(rows)("%s", (_, held, running, message, fix) => {
    expect(judged({ held: [held], running: { ...all, ...running } })).toEqual([["warning held", message, fix]]);
  });

  test("a namespace waits for what is named above it", () => {
    const [, own] = judged({ held: [stage, namespace] });
    expect(own?.[2]).toBe("It goes by itself once what stands above it here is gone");
  });

  test("nothing", () => {
    expect(judged({})).toEqual([["ok nothing-held", "Nothing that is being deleted is held"]]);
  });
});

test("what keeps the API server from letting go comes first, one command for each", () => {
  const webhook = {
    resource: "validatingwebhookconfiguration",
    configuration: "kargo",
    service: "kargo/kargo-webhooks",
  };
  const webhooks = [
    { ...webhook, webhook: "project.kargo.akuity.io" },
    { ...webhook, webhook: "stage.kargo.akuity.io" },
  ];
  const apiServices = [
    {
      name: "v1beta1.metrics.k8s.io",
      why: "endpoints for service/metrics-server are missing",
      service: "kube-system/metrics-server",
    },
  ];
  expect(judged({ held: [application], blockers: { webhooks, apiServices } }).slice(0, 2)).toEqual([
    [
      "warning webhook-without-server",
      "validatingwebhookconfiguration kargo has everything refused that it is asked about, deletions and finalizers too: Service kargo/kargo-webhooks has no endpoint, and failurePolicy is Fail",
      "Bring its Pods back: kubectl get pods -n kargo. Only where it is gone for good: kubectl delete validatingwebhookconfiguration kargo (nothing is checked by it then)",
    ],
    [
      "warning apiservice-unavailable",
      "APIService v1beta1.metrics.k8s.io doesn't answer, and no namespace goes until it does: endpoints for service/metrics-server are missing",
      "Bring Service kube-system/metrics-server back. Only where it is gone for good: kubectl delete apiservice v1beta1.metrics.k8s.io",
    ],
  ]);
});
