import { createHash } from "node:crypto";
import { check } from "./check.ts";
import { appProject } from "./compile/app-project.ts";
import { application } from "./compile/application.ts";
import { mirrored } from "./compile/mirrors.ts";
import { namespace } from "./compile/namespace.ts";
import { project, projectConfig, projectNamespace } from "./compile/project.ts";
import { renderedKustomizeSteps } from "./compile/promotion-steps.ts";
import { stage } from "./compile/stage.ts";
import { warehouse } from "./compile/warehouse.ts";
import type { Pipeline } from "./definition.ts";
import { type GraphStage, graphOf } from "./graph.ts";
import { canonicalJson } from "./json.ts";
import { applicationName } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { ProblemsError } from "./problem.ts";
import type { Settings } from "./settings.ts";

/** A pipeline as Kubernetes objects, in the values the API server and Kargo's webhooks will store. */
export interface Compiled {
  readonly app: string;
  /** Kargo's Project and its namespace; equal to the app. */
  readonly project: string;
  /** sha256, hex, of the delivery part and the graph: an environment stack compares it with what `delivery` applied. */
  readonly digest: string;
  readonly delivery: {
    readonly namespace: KubeObject;
    readonly project: KubeObject;
    readonly projectConfig: KubeObject;
    readonly warehouses: readonly KubeObject[];
  };
  /** In the order of promotion. */
  readonly environments: readonly CompiledEnvironment[];
  /** After mirrors, sorted: what credentials may be needed for. */
  readonly repositories: { readonly git: readonly string[]; readonly images: readonly string[] };
}

export interface CompiledEnvironment {
  readonly name: string;
  readonly protected: boolean;
  readonly targets: readonly CompiledTarget[];
}

/** One Stage with what belongs to it. */
export interface CompiledTarget {
  /** `dev`; with targets `prod-eu`. */
  readonly stageName: string;
  /** `stage/dev`. */
  readonly branch: string;
  /** `<app>-<stageName>`; also the AppProject's and the namespace's name. */
  readonly applicationName: string;
  /** After mirrors. */
  readonly gitUrl: string;
  /** Folder that is rendered, from the repository's root. */
  readonly overlay: string;
  /** After mirrors. */
  readonly imageRepository: string;
  /** The image's name in the manifests. */
  readonly placeholderImage: string;
  readonly namespace: KubeObject;
  readonly appProject: KubeObject;
  readonly application: KubeObject;
  readonly stage: KubeObject;
}

/**
 * Turns a pipeline into objects; the same bytes for the same input.
 *
 * @throws ProblemsError with every problem when `check` finds an error; warnings don't stop it
 */
export function compile(pipeline: Pipeline, settings: Settings): Compiled {
  const problems = check(pipeline, settings);
  if (problems.some((problem) => problem.severity === "error")) {
    throw new ProblemsError(`pipeline "${String(pipeline?.app)}"`, problems);
  }
  const { app } = pipeline;
  const graph = graphOf(pipeline);
  const delivery = {
    namespace: projectNamespace(app),
    project: project(app),
    projectConfig: projectConfig(app, graph),
    warehouses: Object.entries(pipeline.warehouses).map(([name, definition]) =>
      warehouse(app, name, definition, settings.mirrors),
    ),
  };
  return {
    app,
    project: app,
    digest: createHash("sha256").update(canonicalJson({ delivery, graph })).digest("hex"),
    delivery,
    environments: graph.environments.map((environment) => ({
      name: environment.name,
      protected: environment.protected,
      targets: environment.stages.map((node) => target(pipeline, settings, node)),
    })),
    repositories: repositories(pipeline, settings),
  };
}

function target(pipeline: Pipeline, settings: Settings, node: GraphStage): CompiledTarget {
  const { app, promotionTemplate } = pipeline;
  const source = pipeline.warehouses[node.warehouse];
  const gitUrl = mirrored(source?.git?.repoURL ?? "", settings.mirrors);
  const imageRepository = mirrored(source?.image?.repoURL ?? "", settings.mirrors);
  const images = Object.keys(promotionTemplate.images).map((placeholder) => ({
    placeholder,
    repository: imageRepository,
  }));
  const name = applicationName(app, node.name);
  const input = { app, stage: node, name, gitUrl, settings };
  const steps = renderedKustomizeSteps({
    app,
    stage: node.name,
    branch: node.branch,
    gitUrl,
    base: promotionTemplate.base,
    overlay: node.overlay,
    images,
    application: { name, namespace: settings.argocdNamespace },
  });
  return {
    stageName: node.name,
    branch: node.branch,
    applicationName: name,
    gitUrl,
    overlay: node.overlay,
    imageRepository,
    placeholderImage: images[0]?.placeholder ?? "",
    namespace: namespace(input),
    appProject: appProject(input),
    application: application(input),
    stage: stage(app, node, steps),
  };
}

function repositories(pipeline: Pipeline, settings: Settings): Compiled["repositories"] {
  const sources = Object.values(pipeline.warehouses);
  const unique = (urls: readonly (string | undefined)[]) =>
    [...new Set(urls.filter((url) => url !== undefined).map((url) => mirrored(url, settings.mirrors)))].sort();
  return {
    git: unique(sources.map((source) => source.git?.repoURL)),
    images: unique(sources.map((source) => source.image?.repoURL)),
  };
}
