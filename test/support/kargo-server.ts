import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../model/object.ts";
import { ClusterClient } from "../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../sandbox/cluster/crds.ts";
import { type ApiServer, type Ask, type JsonObject, startApiServer } from "./api-server.ts";
import { testTools } from "./tools.ts";

/** A real API server with the pinned CRDs of Kargo, Argo CD and Argo Rollouts; Kargo's own webhooks aren't there. */
export async function startKargoServer(): Promise<ApiServer> {
  const api = await startApiServer();
  const client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
  const tools = testTools();
  const folders = await Promise.all(
    (["kargo-crds", "argocd-crds", "rollouts-crds"] as const).map((name) => tools.data(name)),
  );
  await applyCrds(client, folders.flatMap(readCrds), AbortSignal.timeout(300_000));
  return api;
}

/** What the API server is asked about; the kinds' own names. */
export const plurals: Readonly<Record<string, string>> = {
  Stage: "stages",
  Project: "projects",
  ProjectConfig: "projectconfigs",
  Promotion: "promotions",
  PromotionTask: "promotiontasks",
  Warehouse: "warehouses",
  Freight: "freights",
  Application: "applications",
  AppProject: "appprojects",
  AnalysisTemplate: "analysistemplates",
  Pod: "pods",
  Namespace: "namespaces",
  ConfigMap: "configmaps",
  Secret: "secrets",
  Role: "roles",
  RoleBinding: "rolebindings",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
};

/** The folder of an object's kind in its namespace: `/apis/kargo.akuity.io/v1alpha1/namespaces/demo/stages`. */
export function folderOf({ apiVersion, kind, metadata }: JsonObject): string {
  const base = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  return `${base}${metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`}/${plurals[kind]}`;
}

/** Makes an object, or fails with what the server says. */
export async function create(ask: Ask, object: KubeObject | JsonObject): Promise<JsonObject> {
  const { code, body } = await ask("POST", folderOf(object), object);
  if (code !== 201) throw new Error(`${object.kind} ${object.metadata.name}: ${code} ${body.message}`);
  return body;
}

/** Asks until it is so: a policy works some seconds after it was made; a program that starts may take `seconds`. */
export async function until(what: string, is: () => Promise<boolean>, seconds = 180): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await is())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(200);
  }
}
