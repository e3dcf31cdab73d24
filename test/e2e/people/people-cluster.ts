import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "../../../model/object.ts";
import { applyAll } from "../../../sandbox/cluster/setup.ts";
import type { RenderedChart } from "../../../sandbox/kargo/official/chart.ts";
import type { KargoChoice } from "../../../sandbox/kargo/official/choose.ts";
import { allObjects } from "../../model/sample.ts";
import { type KargoCluster, startKargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { type Ask, asker } from "../../support/api-server.ts";
import { kargoChart } from "../../support/kargo-chart.ts";
import { until } from "../../support/kargo-server.ts";
import type { Names } from "./kargo-rows.ts";
import { compiledWithPeople, platformFor } from "./sample.ts";

/** An API server with Kargo's webhooks, its chart's rights with our values, and goserver with its promoters. */
export interface PeopleCluster {
  readonly kargo: KargoCluster;
  readonly chart: RenderedChart;
  readonly names: Names;
  /** The API server as somebody else. */
  as(user: string, ...groups: readonly string[]): Ask;
  stop(): Promise<void>;
}

/** No controller: nothing is promoted here, it is only asked for. */
const tasks = {
  "stand-in": ["controllerManager", "kargo", "kargoAdmission"],
  official: ["controllerManager", "kargoManagement", "kargoAdmission"],
};

/** Kinds of the chart that say who is who and who may what. */
const rights = new Set(["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"]);

export async function startPeopleCluster(choice: KargoChoice, issuer: string): Promise<PeopleCluster> {
  const [kargo, chart] = await Promise.all([
    startKargoCluster(choice, [], tasks[choice.kind]),
    kargoChart(platformFor(issuer)),
  ]);
  const { admin, state } = kargo;
  try {
    const signal = AbortSignal.timeout(120_000);
    const namespaces = chart.objects.filter(({ kind }) => kind === "Namespace");
    await applyAll(admin, [...namespaces, ...chart.objects.filter(({ kind }) => rights.has(kind))], signal);
    await applyProject(kargo, signal);
    const freight = await verifiedFreight(kargo);
    const names = { freight, promotion: await promotionToProd(kargo, freight) };
    const { clusters, users } = parse(readFileSync(join(state, "kubeconfig"), "utf8")) as Kubeconfig;
    const server = clusters[0]?.cluster.server ?? "";
    const token = users[0]?.user.token ?? "";
    const as = (user: string, ...groups: readonly string[]) =>
      asker(server, token, { "impersonate-user": user, "impersonate-group": ["system:authenticated", ...groups] });
    return { kargo, chart, names, as, stop: () => kargo.stop() };
  } catch (error) {
    await kargo.stop();
    throw error;
  }
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

const namespace = "goserver";
const inProject = `/apis/kargo.akuity.io/v1alpha1/namespaces/${namespace}`;

async function applyProject({ admin }: KargoCluster, signal: AbortSignal): Promise<void> {
  const objects = allObjects(compiledWithPeople());
  const isFirst = ({ kind, metadata }: KubeObject) => kind === "Project" || metadata.name === "goserver";
  await applyAll(
    admin,
    objects.filter(({ kind }) => kind === "Namespace"),
    signal,
  );
  await applyAll(
    admin,
    objects.filter(({ kind }) => kind === "Project"),
    signal,
  );
  await until("the Project to be Ready", async () => {
    const project = await admin.get<{ status?: { conditions?: { type: string; status: string }[] } }>(
      "/apis/kargo.akuity.io/v1alpha1/projects/goserver",
    );
    return project?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  });
  const rest = objects.filter(
    (object) => object.kind !== "Namespace" && !(isFirst(object) && object.kind === "Project"),
  );
  await applyAll(admin, rest, signal);
  // The API server learns of rights a moment after they were made.
  for (const stage of ["dev", "prod"])
    await until(`the right to promote to ${stage}`, async () => {
      const resourceAttributes = {
        group: "kargo.akuity.io",
        resource: "stages",
        verb: "promote",
        name: stage,
        namespace,
      };
      const user = `system:serviceaccount:${namespace}:${stage}-promoters`;
      const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
      const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" };
      const text = JSON.stringify({ ...review, spec: { user, resourceAttributes } });
      const { status } = await admin.json<Review>("POST", path, { type: "application/json", text });
      return status.allowed;
    });
}

interface Review {
  readonly status: { readonly allowed: boolean };
}

async function verifiedFreight({ admin }: KargoCluster): Promise<string> {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const { metadata } = await admin.create(`${inProject}/freights`, {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Freight",
    metadata: { generateName: "f", namespace: "goserver" },
    origin: { kind: "Warehouse", name: "main" },
    commits: [{ repoURL: "https://github.com/acme/goserver", id: commit, branch: "main" }],
    images: [{ repoURL: "docker.io/acme/goserver", tag: commit, digest: `sha256:${"a".repeat(64)}` }],
  });
  const verified = { verifiedAt: "2026-11-01T10:00:00Z", longestSoak: "99h0m0s" };
  await admin.merge(`${inProject}/freights/${metadata.name}/status`, {
    status: { verifiedIn: { dev: verified, staging: verified } },
  });
  return metadata.name;
}

async function promotionToProd({ admin }: KargoCluster, freight: string): Promise<string> {
  const { metadata } = await admin.create(`${inProject}/promotions`, {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Promotion",
    metadata: { name: "to-prod", namespace: "goserver" },
    spec: { stage: "prod", freight, steps: [{ uses: "fail" }] },
  });
  return metadata.name;
}
