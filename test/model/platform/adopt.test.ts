import { describe, expect, test } from "vitest";
import { adoptProblems } from "../../../model/platform/adopt.ts";
import { adoptQuestions } from "../../../model/platform/adopt-questions.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";
import { deployment, empty, type Recorded, whole } from "../../support/recorded-cluster.ts";

const others = { certManager: {}, argoRollouts: {}, argocd: {}, kargo: {} };
const leftAlone = Object.fromEntries(Object.keys(others).map((part) => [part, { install: false }]));

function problems(recorded: Recorded, parts: object = leftAlone, cluster: object = { type: "existing" }): string[] {
  const { platform, problems: bad } = platformOf({ cluster, parts });
  if (platform === undefined) throw new Error(JSON.stringify(bad));
  const answers = adoptQuestions(platform).map((path) => {
    const found = recorded[path] ?? (/^apis\/apps\/v1\//.test(path) ? { items: [] } : 404);
    return [path, typeof found === "number" ? { status: found, body: {} } : { status: 200, body: found }] as const;
  });
  return adoptProblems(platform, new Map(answers), "context prod-eu").map(formatProblem);
}

const apps = (namespace: string, kind = "deployments") => `apis/apps/v1/namespaces/${namespace}/${kind}`;
const kargo = (component: string, tag: string, more = {}) =>
  deployment(`kargo-${component}`, component, `ghcr.io/akuity/kargo:${tag}`, more);
const kargos = (tag: string, more = {}) => ({
  items: ["controller", "management-controller", "kubernetes-webhooks-server"].map((one) => kargo(one, tag, more)),
});
const argocd = (tag: string) => ({
  [apps("argocd")]: { items: [deployment("argocd-repo-server", "repo-server", `quay.io/argoproj/argocd:${tag}`)] },
  [apps("argocd", "statefulsets")]: {
    items: [deployment("argocd-application-controller", "application-controller", `quay.io/argoproj/argocd:${tag}`)],
  },
});
const settings = (data: object) => ({ "api/v1/namespaces/kargo/configmaps/kargo-controller": { data } });
const tooOld = "or newer; tested are";

describe("a cluster with parts that somebody else installed", () => {
  test("has nothing against it when everything is there", () => {
    expect(problems(whole)).toEqual([]);
  });

  test("is told all that an empty one lacks", () => {
    expect(problems(empty)).toEqual([
      "error platform.parts.certManager.install: cert-manager's CRDs aren't there (got nothing; allowed cert-manager.io/v1 with Certificate, Issuer). Install cert-manager 1.21 with its CRDs, or let Slipway do it: leave install: false out. [crds-missing]",
      "error platform.parts.certManager.install: cert-manager's controllers aren't in namespace cert-manager (got nothing; allowed controller, webhook, cainjector). Install cert-manager 1.21 with its CRDs, or let Slipway do it: leave install: false out. [controllers-missing]",
      "error platform.parts.argoRollouts.install: Argo Rollouts' CRDs aren't there (got nothing; allowed argoproj.io/v1alpha1 with AnalysisRun, AnalysisTemplate, Rollout). Install Argo Rollouts 1.9 with its CRDs, or let Slipway do it: leave install: false out. [crds-missing]",
      "error platform.parts.argoRollouts.install: Argo Rollouts' controllers aren't in namespace argo-rollouts (got nothing; allowed rollouts-controller). Install Argo Rollouts 1.9 with its CRDs, or let Slipway do it: leave install: false out. [controllers-missing]",
      "error platform.parts.argocd.install: Argo CD's CRDs aren't there (got nothing; allowed argoproj.io/v1alpha1 with AppProject, Application). Install Argo CD 3.5 with its CRDs, or let Slipway do it: leave install: false out. [crds-missing]",
      "error platform.parts.argocd.install: Argo CD's controllers aren't in namespace argocd (got nothing; allowed application-controller, repo-server). Install Argo CD 3.5 with its CRDs, or let Slipway do it: leave install: false out. [controllers-missing]",
      "error platform.parts.kargo.install: Kargo's CRDs aren't there (got nothing; allowed kargo.akuity.io/v1alpha1 with ClusterConfig, ClusterPromotionTask, Freight, Project, ProjectConfig, Promotion, PromotionTask, Stage, Warehouse). Install Kargo 1.11 with its CRDs, or let Slipway do it: leave install: false out. [crds-missing]",
      "error platform.parts.kargo.install: Kargo's controllers aren't in namespace kargo (got nothing; allowed controller, management-controller, kubernetes-webhooks-server). Install Kargo 1.11 with its CRDs, or let Slipway do it: leave install: false out. [controllers-missing]",
    ]);
  });

  const leak = "before it whoever may get a project reads its repository credentials (CVE-2025-55190)";
  const rows: readonly (readonly [string, Recorded, string])[] = [
    [
      "an old Kubernetes (B46)",
      { version: { gitVersion: "v1.29.4" } },
      "error platform.cluster: Kubernetes is older than 1.30: ValidatingAdmissionPolicies are not in v1 before it, and the guards are such (got v1.29.4; allowed 1.30 or newer; tested are 1.33 to 1.36). Upgrade context prod-eu, or choose another cluster. [kubernetes-too-old]",
    ],
    [
      "a Kubernetes that nobody tests (B46)",
      { version: { gitVersion: "v1.31.2-eks-1" } },
      'error platform.cluster: nobody tests what is installed here with this Kubernetes (got v1.31.2-eks-1; allowed 1.33 to 1.36, by Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)). Use Kubernetes 1.36; or, if context prod-eu is meant, add to platform.cluster: "confirmVersion": "1.31". [kubernetes-not-confirmed]',
    ],
    [
      "an Argo CD that leaks credentials (B47)",
      argocd("v3.1.1"),
      `error platform.parts.argocd.install: Argo CD is older than 3.1.2: ${leak} (got v3.1.1; allowed 3.1.2 ${tooOld} 3.4 to 3.5). Upgrade it to Argo CD 3.5 first. [too-old]`,
    ],
    [
      "an Argo CD that nobody tests",
      argocd("v3.2.6"),
      "warning platform.parts.argocd.install: nobody tests pipelines with this Argo CD (got v3.2.6; allowed 3.4 to 3.5, by Slipway (3.4 is what its chart installs, 3.5 what the sandbox runs)). Upgrade it to Argo CD 3.5, or try your pipeline in a cluster that nobody needs. [untested]",
    ],
    [
      "an Argo CD by digest",
      argocd("latest"),
      "warning platform.parts.argocd.install: nobody can tell which Argo CD this is (got quay.io/argoproj/argocd:latest; allowed an image with its version as tag, or the label app.kubernetes.io/version). See yourself that it is 3.4 or newer. [version-unknown]",
    ],
    [
      "a Kargo of the old layout (B47)",
      { [apps("kargo")]: kargos("v1.8.9") },
      `error platform.parts.kargo.install: Kargo is older than 1.9: shared and system resources have namespaces of their own since then, and Slipway puts things there (got v1.8.9; allowed 1.9 ${tooOld} 1.11). Upgrade it to Kargo 1.11 first. [too-old]`,
    ],
    [
      "Kargo's CRDs without a kind",
      {
        "apis/kargo.akuity.io/v1alpha1": {
          resources: [
            "Project",
            "Warehouse",
            "Freight",
            "Stage",
            "Promotion",
            "PromotionTask",
            "ClusterPromotionTask",
          ].map((kind) => ({ name: kind, kind })),
        },
      },
      "error platform.parts.kargo.install: Kargo's CRDs lack ClusterConfig, ProjectConfig (got kargo.akuity.io/v1alpha1 with ClusterPromotionTask, Freight, Project, Promotion, PromotionTask, Stage, Warehouse; allowed kargo.akuity.io/v1alpha1 with ClusterConfig, ClusterPromotionTask, Freight, Project, ProjectConfig, Promotion, PromotionTask, Stage, Warehouse). Apply the CRDs of the version of Kargo that runs there; helm upgrade leaves those in a chart's folder crds as they are. [crds-lack-kinds]",
    ],
    [
      "a new Kargo on old CRDs (B47)",
      {
        "apis/apiextensions.k8s.io/v1/customresourcedefinitions/promotions.kargo.akuity.io": {
          spec: {
            versions: [
              {
                name: "v1alpha1",
                schema: { openAPIV3Schema: { properties: { spec: { properties: { stage: {} } } } } },
              },
            ],
          },
        },
      },
      "error platform.parts.kargo.install: Kargo runs with CRDs older than 1.11, which drop fields without a word (got v1.11.2, and no Promotion spec.origin; allowed CRDs of the version that runs). Apply the CRDs of Kargo v1.11.2: helm upgrade with crds.install true, or its chart's folder resources/crds. [crds-older]",
    ],
    [
      "a Kargo that doesn't talk to Argo CD",
      settings({ ARGOCD_INTEGRATION_ENABLED: "false" }),
      "error platform.parts.kargo.install: Kargo doesn't talk to Argo CD, and argocd-update fails in every promotion (got ARGOCD_INTEGRATION_ENABLED: false; allowed true). Set controller.argocd.integrationEnabled: true of its chart, then restart Deployment kargo-controller. [argocd-integration]",
    ],
    [
      "a Kargo that looks elsewhere for Applications",
      settings({ ARGOCD_NAMESPACE: "gitops" }),
      "error platform.parts.kargo.install: Kargo looks for Applications in another namespace than Slipway makes them in (got ARGOCD_NAMESPACE: gitops; allowed argocd). Set platform.parts.argocd.namespace, or set controller.argocd.namespace: argocd of its chart, then restart Deployment kargo-controller. [argocd-namespace]",
    ],
    [
      "a Kargo without verification",
      settings({ ROLLOUTS_INTEGRATION_ENABLED: "false" }),
      "error platform.parts.kargo.install: Kargo runs no verification, and every Stage that has one stands still (got ROLLOUTS_INTEGRATION_ENABLED: false; allowed true). Set controller.rollouts.integrationEnabled: true of its chart, then restart Deployment kargo-controller. [rollouts-integration]",
    ],
    [
      "a Kargo of one shard",
      settings({ SHARD_NAME: "eu" }),
      "error platform.parts.kargo.install: Kargo's controller takes Stages of its own shard only, and others stand still (got SHARD_NAME: eu, without IS_DEFAULT_CONTROLLER; allowed a controller without shard, or one that is the default). Set controller.isDefault: true of its chart, then restart Deployment kargo-controller. [no-default-controller]",
    ],
    [
      "controllers that sleep",
      {
        [apps("argo-rollouts")]: {
          items: [
            deployment("argo-rollouts", "rollouts-controller", "quay.io/argoproj/argo-rollouts:v1.9.1", {
              replicas: 0,
            }),
          ],
        },
      },
      "error platform.parts.argoRollouts.install: Argo Rollouts' controller runs nowhere (got Deployment argo-rollouts/argo-rollouts with 0 replicas). Run: kubectl scale --namespace argo-rollouts deployment/argo-rollouts --replicas 1. [controllers-asleep]",
    ],
    [
      "a Rollouts controller of one namespace",
      {
        [apps("argo-rollouts")]: {
          items: [
            deployment("argo-rollouts", "rollouts-controller", "quay.io/argoproj/argo-rollouts:v1.9.1", {
              args: ["--namespaced"],
            }),
          ],
        },
      },
      "error platform.parts.argoRollouts.install: Argo Rollouts looks at its own namespace only, and nobody carries out the AnalysisRuns of Stages (got --namespaced; allowed all namespaces). Install it for the whole cluster: its install.yaml, or its chart with clusterInstall: true. [one-namespace]",
    ],
    [
      "an Argo CD that tracks by label",
      { "api/v1/namespaces/argocd/configmaps/argocd-cm": { data: { "application.resourceTrackingMethod": "label" } } },
      "warning platform.parts.argocd.install: Argo CD tracks objects by a label, which it writes over the one that your manifests give (got application.resourceTrackingMethod: label; allowed annotation, Argo CD's default since 3.0, or annotation+label). Change it when a sync of every Application is convenient; Slipway leaves it. [tracking-by-label]",
    ],
    [
      "no right to look",
      { [apps("argocd")]: 403 },
      "error platform.parts.argocd.install: the Deployments and StatefulSets of namespace argocd may not be listed, so nobody knows what runs there (). Ask whoever runs the cluster for the verb list on deployments.apps and statefulsets.apps in namespace argocd. [not-listed]",
    ],
  ];
  test.each(rows)("%s", (_, changes, expected) => {
    expect(problems({ ...whole, ...changes })).toEqual([expected.replace(" ()", "")]);
  });

  test("is believed when an untested Kubernetes is confirmed", () => {
    const cluster = { type: "existing", confirmVersion: "1.31" };
    expect(problems({ ...whole, version: { gitVersion: "v1.31.2" } }, leftAlone, cluster)).toEqual([]);
  });

  test("is told where a part stands that isn't where the settings say", () => {
    const parts = { ...leftAlone, argocd: { install: false, namespace: "gitops" } };
    const everywhere =
      "apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fname%20in%20(argocd-application-controller%2Cargocd-repo-server)";
    const found = (whole[apps("argocd")] as { items: object[] }).items.map((item) => ({
      ...item,
      metadata: { ...(item as { metadata: object }).metadata, namespace: "argocd" },
    }));
    expect(problems({ ...whole, [everywhere]: { items: found } }, parts)).toContain(
      "error platform.parts.argocd.install: Argo CD's controllers aren't in namespace gitops (got nothing; allowed application-controller, repo-server). It runs in namespace argocd: set platform.parts.argocd.namespace. [controllers-missing]",
    );
  });

  test("is told of a part that Slipway is to install and that somebody has installed", () => {
    const { argocd: _, ...rest } = leftAlone as Record<string, object>;
    expect(problems(whole, rest)).toEqual([
      'error platform.parts.argocd: Argo CD is there already, and not by Slipway (got Deployment argocd/argocd-repo-server of nobody\'s Helm release; allowed none, or Helm release argocd/argocd). Leave it alone with platform.parts.argocd: {"install":false}, or take it over with {"takeOver":{"installedBy":"kubectl"}} (docs/adopting.md). [already-there]',
    ]);
    const own = { [apps("kargo")]: kargos("v1.11.2", { release: "kargo" }) };
    const { kargo: _too, ...noKargo } = leftAlone as Record<string, object>;
    expect(problems({ ...whole, ...own }, noKargo)).toEqual([expect.stringContaining("Kargo is there already")]);
  });

  test("a namespace that Pulumi didn't make, or that is still going, is in the way", () => {
    const namespace = (managers: readonly string[], more = {}) => ({
      metadata: { managedFields: managers.map((manager) => ({ manager })), ...more },
    });
    const found = {
      "api/v1/namespaces/cert-manager": namespace(["pulumi-kubernetes-1a2b3c4d"]),
      "api/v1/namespaces/argo-rollouts": namespace(["pulumi-resource-kubernetes", "kubectl-label"]),
      "api/v1/namespaces/argocd": namespace(["kubectl-create", "kube-controller-manager"]),
      "api/v1/namespaces/kargo": namespace(["pulumi-kubernetes-1a2b3c4d"], {
        deletionTimestamp: "2026-11-22T04:00:00Z",
      }),
    };
    expect(problems({ ...empty, ...found }, {})).toEqual([
      "error platform.parts.argocd.namespace: Namespace argocd is there already, and Pulumi refuses to make what exists (got one made by kubectl-create, kube-controller-manager; allowed no such namespace, or one of this stack's). Choose another name, or, where nothing is in it that anybody needs: kubectl delete namespace argocd. [namespace-there]",
      "error platform.parts.kargo.namespace: Namespace kargo is still being deleted (got a deletion that isn't over; allowed no such namespace). Wait until it is gone; slipway doctor says what holds it. [namespace-there]",
    ]);
  });
});
