import { copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { goserver } from "../../apps/goserver/pipeline.ts";
import type { Engine } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/engine-options.ts";
import { protectedResources } from "../../engine/protected-resources.ts";
import type { StackRun } from "../../engine/stack-run.ts";
import { program } from "../../index.ts";
import { deliveryGuards, environmentGuards } from "../../model/compile/guards.ts";
import { compile } from "../../model/compile.ts";
import type { KubeObject } from "../../model/object.ts";
import { defaultSettings } from "../../model/settings.ts";
import { type ApiServer, hasApiServer, startApiServer, toolsFolder } from "../support/api-server.ts";
import { engineIn } from "../support/engine-in.ts";
import { until } from "../support/kargo-server.ts";

export const standIn = join(import.meta.dirname, "..", "..", "provider", "bin");

/** True when the programs these tests need are there. */
export function hasPipelineCluster(): boolean {
  return hasApiServer() && existsSync(join(toolsFolder, "pulumi"));
}

/** An API server that knows Slipway's kinds, though not their schemas, and plays the controllers that stacks wait for. */
export interface PipelineCluster extends ApiServer {
  /** The CLI, alone in its folder. */
  readonly pulumi: string;
  /** An engine with its own home and state under a new folder of this name. */
  engine(name: string, more?: Partial<EngineOptions>): Engine;
  /** Kind and name of every object of Slipway's, the Secrets left out. */
  names(): Promise<string[]>;
}

const kinds = [
  { group: "kargo.akuity.io", kind: "Project", plural: "projects", scope: "Cluster" },
  { group: "kargo.akuity.io", kind: "ProjectConfig", plural: "projectconfigs", scope: "Namespaced" },
  { group: "kargo.akuity.io", kind: "Warehouse", plural: "warehouses", scope: "Namespaced" },
  { group: "kargo.akuity.io", kind: "Stage", plural: "stages", scope: "Namespaced" },
  { group: "argoproj.io", kind: "Application", plural: "applications", scope: "Namespaced" },
  { group: "argoproj.io", kind: "AppProject", plural: "appprojects", scope: "Namespaced" },
  { group: "argoproj.io", kind: "AnalysisTemplate", plural: "analysistemplates", scope: "Namespaced" },
  { group: "argoproj.io", kind: "AnalysisRun", plural: "analysisruns", scope: "Namespaced" },
] as const;

const base = (group: string, plural: string) => `/apis/${group}/v1alpha1/${plural}`;

export async function startPipelineCluster(): Promise<PipelineCluster> {
  const server = await startApiServer();
  for (const kind of kinds)
    await server.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd(kind));
  // The API server serves a kind a moment after it took its definition.
  for (const { group, plural } of kinds)
    await until(`${plural}.${group}`, async () => (await server.ask("GET", base(group, plural))).code === 200);
  await server.ask("POST", "/api/v1/namespaces", { metadata: { name: "argocd" } });
  const pulumi = join(server.folder, "cli", "pulumi");
  mkdirSync(join(server.folder, "cli"));
  linkOrCopy(join(toolsFolder, "pulumi"), pulumi);
  const endPlaying = playControllers(server);

  return {
    ...server,
    pulumi,
    engine: (name, more = {}) => engineIn(join(server.folder, name), pulumi, { plugins: [standIn], ...more }),
    names: async () => {
      const lists = await Promise.all(
        kinds.map(async ({ group, plural, kind }) => {
          const { body } = await server.ask("GET", base(group, plural));
          return (body.items ?? []).map((item: { metadata: { name: string } }) => `${kind} ${item.metadata.name}`);
        }),
      );
      const guards = await Promise.all(
        ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].map(async (kind) => {
          const plural = `${kind.toLowerCase().replace(/y$/, "ie")}s`;
          const { body } = await server.ask("GET", `/apis/admissionregistration.k8s.io/v1/${plural}`);
          const names: string[] = body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
          return names.filter((name) => name.startsWith("slipway.")).map((name) => `${kind} ${name}`);
        }),
      );
      const { body } = await server.ask("GET", "/api/v1/namespaces");
      const namespaces = body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
      const own = namespaces
        .filter((name: string) => name.startsWith("goserver"))
        .map((name: string) => `Namespace ${name}`);
      return [...lists.flat(), ...guards.flat(), ...own].sort();
    },
    stop: async () => {
      await endPlaying();
      await server.stop();
    },
  };
}

const compiled = compile(goserver, defaultSettings);

/** A stack's guards, as the definition has them. */
export function guardsOf(stack: string): readonly KubeObject[] {
  const environment = compiled.environments.find(({ name }) => name === stack);
  return environment === undefined ? deliveryGuards(compiled) : environmentGuards(compiled, environment);
}

/** Resources of a stack: those that everybody counts, and its guards in their component. */
export function resourcesOf(stack: string): number {
  const others: Readonly<Record<string, number>> = { delivery: 10, dev: 7, staging: 8, prod: 7 };
  return (others[stack] ?? 0) + guardsOf(stack).length + 1;
}

/** The stack runs that stand for `pulumi up -s <name>` against a cluster. */
export function stackRun(
  cluster: Pick<ApiServer, "kubeconfig">,
  name: string,
  more: StackRun["config"] = {},
): StackRun {
  const role = name === "delivery" ? { value: "delivery" } : { value: "environment" };
  const gitCredentials = { value: JSON.stringify({ username: "slipway", password: "correct-horse" }), secret: true };
  const kubeconfig = { value: cluster.kubeconfig, secret: true };
  return {
    name,
    config: {
      "slipway:role": role,
      "slipway:kubeconfig": kubeconfig,
      "slipway:gitCredentials": gitCredentials,
      ...more,
    },
    program,
  };
}

/** Destroys a stack with all that is protected in it, as a person would after taking the protection off. */
export async function destroyAll(engine: Engine, run: StackRun): Promise<void> {
  const urns = protectedResources(await engine.deployment(run.name)).map(({ urn }) => urn);
  if (urns.length > 0) await engine.unprotect(run.name, urns);
  await engine.destroy(run);
}

/**
 * What a stack waits for from Kargo and Argo CD, in a few lines: a Ready Project, and Applications let go on deletion.
 *
 * @returns ends it
 */
export function playControllers(server: Pick<ApiServer, "ask">): () => Promise<void> {
  const stop = new AbortController();
  const merge = "application/merge-patch+json";
  const list = async (path: string): Promise<Listed[]> => {
    const { body } = await server.ask("GET", path).catch(() => ({ body: {} as Record<string, never> }));
    return (body as { items?: Listed[] }).items ?? [];
  };
  const play = async () => {
    const projects = base("kargo.akuity.io", "projects");
    for (const { metadata, status: known } of await list(projects)) {
      if (known?.conditions !== undefined) continue;
      const at = { reason: "Played", message: "", lastTransitionTime: metadata.creationTimestamp };
      const status = { conditions: [{ type: "Ready", status: "True", ...at }] };
      await server.ask("PATCH", `${projects}/${metadata.name}/status`, { status }, merge);
    }
    for (const { metadata } of await list(base("argoproj.io", "applications"))) {
      const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${metadata.name}`;
      if (metadata.deletionTimestamp) await server.ask("PATCH", path, { metadata: { finalizers: null } }, merge);
    }
  };
  const playing = (async () => {
    while (!stop.signal.aborted) {
      // An API server that is slow, or about to end, answers the next round.
      await play().catch(() => undefined);
      await sleep(200);
    }
  })();
  return () => {
    stop.abort();
    return playing;
  };
}

interface Listed {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string; readonly deletionTimestamp?: string };
  readonly status?: { readonly conditions?: unknown };
}

function crd({ group, kind, plural, scope }: (typeof kinds)[number]): object {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const version = {
    name: "v1alpha1",
    served: true,
    storage: true,
    schema,
    subresources: kind === "Project" ? { status: {} } : {},
  };
  const names = { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names, versions: [version] },
  };
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // Another file system.
  }
}
