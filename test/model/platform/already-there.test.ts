import { describe, expect, test } from "vitest";
import { adoptProblems } from "../../../model/platform/adopt.ts";
import { adoptQuestions, at } from "../../../model/platform/adopt-questions.ts";
import { namespacesElsewhere } from "../../../model/platform/already-there.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";
import { deployment, empty, type Recorded } from "../../support/recorded-cluster.ts";

function problems(recorded: Recorded, parts: object = {}): string[] {
  const { platform, problems: bad } = platformOf({ cluster: { type: "existing" }, parts });
  if (platform === undefined) throw new Error(JSON.stringify(bad));
  const answer = (path: string) => {
    const found = recorded[path] ?? (/^apis\/apps\/v1\//.test(path) ? { items: [] } : 404);
    return [path, typeof found === "number" ? { status: found, body: {} } : { status: 200, body: found }] as const;
  };
  const first = adoptQuestions(platform).map(answer);
  const further = namespacesElsewhere(platform, new Map(first)).map((name) => answer(at.namespace(name)));
  return adoptProblems(platform, new Map([...first, ...further]), "context prod-eu").map(formatProblem);
}

const apps = (namespace: string) => `apis/apps/v1/namespaces/${namespace}/deployments`;

describe("a cluster", () => {
  const crds = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const ofHelm = (namespace: string, name: string) => ({
    annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace },
  });
  const crdOf = (name: string, more: object = {}) => ({ metadata: { name, ...more } });
  const argocdsCrds = (more: object = {}) => ({
    [crds]: {
      items: ["appprojects.argoproj.io", "applications.argoproj.io", "backups.velero.io"].map((name) =>
        crdOf(name, more),
      ),
    },
  });
  const everywhere = (...products: string[]) =>
    `apis/apps/v1/deployments?labelSelector=${encodeURIComponent(`app.kubernetes.io/name in (${products.join(",")})`)}`;
  const elsewhere = (metadata: object, image = "quay.io/argoproj/argocd:v3.5.1") => ({
    [everywhere("argocd-application-controller", "argocd-repo-server")]: {
      items: [{ metadata, spec: { template: { spec: { containers: [{ image }] } } } }],
    },
  });
  const ownStands = {
    [apps("argocd")]: {
      items: [
        deployment("argocd-repo-server", "repo-server", "quay.io/argoproj/argocd:v3.4.4", {
          release: "argocd",
        }),
      ].map((each) => ({
        ...each,
        metadata: { ...(each as { metadata: object }).metadata, namespace: "argocd" },
      })),
    },
  };
  const madeBy = (name: string, manager: string) => ({
    [at.namespace(name)]: { metadata: { name, managedFields: [{ manager }] } },
  });
  const repoServer = { name: "cd-repo-server", namespace: "cd" };
  const standsElsewhere =
    "error platform.parts.argocd: Argo CD is there already in another namespace, and its CRDs can't be installed twice";
  const handedOver = (names: string) =>
    `Where Argo CD runs here, leave it alone or take it over: platform.parts.argocd.namespace with install: false or takeOver (docs/adopting.md). Where it doesn't any more, give them to this release: kubectl annotate crd ${names} meta.helm.sh/release-name=argocd meta.helm.sh/release-namespace=argocd --overwrite && kubectl label crd ${names} app.kubernetes.io/managed-by=Helm --overwrite`;
  const otherRows: [about: string, found: Recorded, expected: readonly string[], parts?: object][] = [
    [
      "by another's Helm release in another namespace",
      { ...elsewhere({ ...repoServer, ...ofHelm("cd", "argo-cd") }), ...argocdsCrds(ofHelm("cd", "argo-cd")) },
      [
        `${standsElsewhere} (got Deployment cd/cd-repo-server of Helm release cd/argo-cd; allowed none, or Helm release argocd/argocd). Leave it alone with platform.parts.argocd: {"namespace":"cd","install":false}, or take it over with {"namespace":"cd","takeOver":{"installedBy":"helm","release":"argo-cd"}} (docs/adopting.md). [already-there]`,
      ],
    ],
    [
      "by Slipway itself in another namespace, which somebody has changed in the settings",
      {
        ...elsewhere({ ...repoServer, ...ofHelm("cd", "argocd") }),
        ...{ ...argocdsCrds(ofHelm("cd", "argocd")), ...madeBy("cd", "pulumi-kubernetes-1a2b3c4d") },
      },
      [
        `error platform.parts.argocd.namespace: Argo CD is Slipway's own in another namespace, and what is installed can't be moved (got "argocd", and Helm release cd/argocd in a namespace that Pulumi made; allowed "cd"). Leave it at "cd". To have it in argocd, take everything down first (slipway down, docs/teardown.md), then bring it up there. Where another stack has installed it, leave it to that: platform.parts.argocd: {"namespace":"cd","install":false}. [already-there]`,
      ],
    ],
    [
      "by Slipway itself where it puts it by itself, which somebody has changed in the settings",
      {
        ...elsewhere({ ...repoServer, namespace: "argocd", ...ofHelm("argocd", "argocd") }),
        ...madeBy("argocd", "pulumi-resource-kubernetes"),
      },
      [
        `error platform.parts.argocd.namespace: Argo CD is Slipway's own in another namespace, and what is installed can't be moved (got "cd", and Helm release argocd/argocd in a namespace that Pulumi made; allowed "argocd"). Leave it out. To have it in cd, take everything down first (slipway down, docs/teardown.md), then bring it up there. Where another stack has installed it, leave it to that: platform.parts.argocd: {"namespace":"argocd","install":false}. [already-there]`,
      ],
      { argocd: { namespace: "cd" } },
    ],
    [
      "by somebody's helm, under the name and in the place that Slipway chooses too",
      { ...ownStands, ...madeBy("argocd", "helm") },
      [
        `error platform.parts.argocd: Argo CD is there already, in a Helm release of the name that Slipway gives its own (got Helm release argocd/argocd in a namespace made by helm; allowed none, or one in a namespace that this stack made). Leave it alone with platform.parts.argocd: {"install":false}, or take it over with {"takeOver":{"installedBy":"helm","release":"argocd"}} (docs/adopting.md). [already-there]`,
      ],
    ],
    [
      "by somebody's helm in another namespace, under the name that Slipway chooses too",
      { ...elsewhere({ ...repoServer, ...ofHelm("cd", "argocd") }), ...madeBy("cd", "helm") },
      [
        `${standsElsewhere} (got Deployment cd/cd-repo-server of Helm release cd/argocd; allowed none, or Helm release argocd/argocd). Leave it alone with platform.parts.argocd: {"namespace":"cd","install":false}, or take it over with {"namespace":"cd","takeOver":{"installedBy":"helm","release":"argocd"}} (docs/adopting.md). [already-there]`,
      ],
    ],
    [
      "by kubectl in another namespace",
      { ...elsewhere(repoServer), ...argocdsCrds() },
      [
        `${standsElsewhere} (got Deployment cd/cd-repo-server of nobody's Helm release; allowed none, or Helm release argocd/argocd). Leave it alone with platform.parts.argocd: {"namespace":"cd","install":false}, or take it over with {"namespace":"cd","takeOver":{"installedBy":"kubectl"}} (docs/adopting.md). [already-there]`,
      ],
    ],
    [
      "with its CRDs alone, of another's Helm release",
      argocdsCrds(ofHelm("cd", "argo-cd")),
      [
        `error platform.parts.argocd: CRDs of Argo CD are there already, and helm refuses those that aren't of its release (got applications.argoproj.io, appprojects.argoproj.io of Helm release cd/argo-cd; allowed none, or those of Helm release argocd/argocd). ${handedOver("applications.argoproj.io appprojects.argoproj.io")}. [crds-there]`,
      ],
    ],
    [
      "with CRDs that somebody applied",
      { [crds]: { items: [crdOf("applications.argoproj.io")] } },
      [
        `error platform.parts.argocd: CRDs of Argo CD are there already, and helm refuses those that aren't of its release (got applications.argoproj.io of nobody's Helm release; allowed none, or those of Helm release argocd/argocd). ${handedOver("applications.argoproj.io")}. [crds-there]`,
      ],
    ],
    ["with CRDs that its own release left when it went", argocdsCrds(ofHelm("argocd", "argocd")), []],
    [
      "with CRDs that somebody applied, where the chart brings none",
      { ...elsewhere(repoServer), ...argocdsCrds() },
      [],
      { argocd: { values: { crds: { install: false } } } },
    ],
    ["by Slipway, whatever others have beside it", { ...ownStands, ...elsewhere(repoServer), ...argocdsCrds() }, []],
    ["by something else of that name", elsewhere(repoServer, "example.com/other:v1"), []],
    ["nobody knows how: CRDs may not be listed", { [crds]: 403 }, []],
  ];
  test.each(otherRows)("has a part that Slipway is to install %s", (_, found, expected, parts) => {
    expect(problems({ ...empty, ...found }, parts)).toEqual(expected);
  });

  test("is told of cert-manager, Argo Rollouts and Kargo in other namespaces too, each with what can be done with it", () => {
    const one = (namespace: string, name: string, image: string, more = {}) => ({
      items: [{ metadata: { name, namespace, ...more }, spec: { template: { spec: { containers: [{ image }] } } } }],
    });
    const found = {
      [everywhere("cert-manager", "webhook", "cainjector")]: one(
        "certs",
        "cert-manager",
        "quay.io/jetstack/cert-manager-controller:v1.21.1",
      ),
      [everywhere("argo-rollouts")]: one(
        "rollouts",
        "argo-rollouts",
        "quay.io/argoproj/argo-rollouts:v1.9.1",
        ofHelm("elsewhere", "rollouts"),
      ),
      [everywhere("kargo")]: one("promote", "kargo-api", "ghcr.io/akuity/kargo:v1.11.2", ofHelm("promote", "kargo")),
    };
    expect(
      problems({ ...empty, ...found }, {}).map((line) => /\(got (.*?); .*?\)\. (.*) \(docs/.exec(line)?.slice(1)),
    ).toEqual([
      [
        "Deployment certs/cert-manager of nobody's Helm release",
        'Leave it alone with platform.parts.certManager: {"namespace":"certs","install":false}',
      ],
      [
        "Deployment rollouts/argo-rollouts of Helm release elsewhere/rollouts",
        'Leave it alone with platform.parts.argoRollouts: {"namespace":"rollouts","install":false}',
      ],
      [
        "Deployment promote/kargo-api of Helm release promote/kargo",
        'Leave it alone with platform.parts.kargo: {"namespace":"promote","install":false}, or take it over with {"namespace":"promote","takeOver":{"installedBy":"helm","release":"kargo"}}',
      ],
    ]);
  });

  test("has the controllers of Slipway's shards beside Kargo", () => {
    const own = (name: string, release: string) =>
      deployment(name, "controller", "ghcr.io/akuity/kargo:v1.11.2", { release });
    const placed = [own("kargo-controller", "kargo"), own("kargo-controller-eu", "kargo-shard-eu")].map((each) => ({
      ...each,
      metadata: { ...(each as { metadata: object }).metadata, namespace: "kargo" },
    }));
    expect(problems({ ...empty, [apps("kargo")]: { items: placed } }, {})).toEqual([]);
  });
});
