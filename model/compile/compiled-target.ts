import { expr } from "../definition/expression.ts";
import { freezeOf } from "../definition/freeze.ts";
import type { PipelineStage } from "../definition/pipeline.ts";
import type { ResolvedTemplate } from "../definition/resolved-template.ts";
import type { Pipeline } from "../definition.ts";
import type { GraphStage } from "../graph.ts";
import { applicationName } from "../names.ts";
import { placeOf, type Settings } from "../settings.ts";
import { shardOf } from "../shards.ts";
import { appProject } from "./app-project.ts";
import { application } from "./application.ts";
import type { CompiledTarget } from "./compiled.ts";
import { mirrored } from "./mirrors.ts";
import { namespace } from "./namespace.ts";
import { fromTemplate, joinSteps } from "./promotion/from-template.ts";
import type { PromotionInput } from "./promotion/input.ts";
import { notifyStep } from "./promotion/notify.ts";
import { promotionStep, variables } from "./promotion/own-steps.ts";
import { type Resolver, resolverOf, sourceNamed } from "./resolver.ts";
import { stage } from "./stage.ts";
import { verification } from "./verification.ts";

type PromotedStage = Exclude<PipelineStage, { readonly controlFlow: true }>;

/** One Stage of a checked pipeline with everything that belongs to it. */
export function compiledTarget(pipeline: Pipeline, everywhere: Settings, node: GraphStage): CompiledTarget {
  const { app } = pipeline;
  const place = placeOf(everywhere, node.target);
  const settings = { ...everywhere, argocdNamespace: place?.argocdNamespace ?? everywhere.argocdNamespace };
  const definition = pipeline.stages[node.environment];
  const resolver = resolverOf(
    node.requests.map(({ warehouse }) => [warehouse, pipeline.warehouses[warehouse]] as const),
    settings.mirrors,
  );
  const name = applicationName(app, node.name);
  const names = { stageName: node.name, type: node.type, branch: node.branch, applicationName: name };
  const shard = shardOf(definition, node.target) ?? place?.shard;
  const bare = { steps: [], templateVars: [], vars: [], shard, verification: undefined };
  if (definition === undefined || definition.controlFlow || node.type !== "promoted") {
    const steps = node.type === "join" ? joinSteps.map((step) => promotionStep(step, resolver)) : [];
    const nothing = { gitUrl: "", overlay: "", imageRepository: "", placeholderImage: "", analysisTemplates: [] };
    return { ...names, ...nothing, stage: stage(app, node, { ...bare, steps }) };
  }

  const template = definition.promotionTemplate ?? pipeline.promotionTemplate;
  if (template === undefined)
    throw new Error(`compile of an unchecked pipeline: no promotionTemplate for ${node.name}`);
  const gitUrl = gitUrlOf(template, resolver);
  const withArgoCD = definition.argocd !== false;
  const facts = promotionInput(app, node, definition, { gitUrl, resolver, settings, name });
  const promotion = fromTemplate(template, facts);
  const steps = [...promotion.steps, ...(pipeline.notify === undefined ? [] : [notifyStep(facts, pipeline.notify)])];
  const verified = verification(app, node, definition.verification ?? [], resolver);
  const freeze = freezeOf(definition);
  const destination = place?.destination ?? settings.cluster;
  const input = { app, stage: node, name, gitUrl, source: promotion.source, settings, destination, freeze };
  const ownNamespace = place?.namespaces === undefined;
  return {
    ...names,
    gitUrl,
    overlay: promotion.overlay ?? "",
    ...firstImage(template, resolver),
    ...(withArgoCD && place !== undefined && { place }),
    ...(withArgoCD && ownNamespace && { namespace: namespace(input) }),
    ...(withArgoCD && { appProject: appProject(input), application: application(input) }),
    analysisTemplates: verified?.analysisTemplates ?? [],
    stage: stage(app, node, {
      ...bare,
      steps: steps.map((step) => promotionStep(step, resolver)),
      templateVars: template.kind === "steps" ? variables(template.vars ?? {}, resolver) : [],
      vars: variables(definition.vars ?? {}, resolver),
      verification: verified?.spec,
    }),
  };
}

interface Place {
  readonly gitUrl: string;
  readonly resolver: Resolver;
  readonly settings: Settings;
  /** The Application's. */
  readonly name: string;
}

function promotionInput(app: string, node: GraphStage, definition: PromotedStage, place: Place): PromotionInput {
  const { gitUrl, resolver, settings, name } = place;
  const followed = resolver.sources.find((source) => source.kind === "git" && source.url === gitUrl);
  return {
    app,
    stage: node.name,
    branch: node.branch,
    gitUrl,
    commit: followed === undefined ? undefined : expr.commit(`${followed.warehouse}.${followed.name}`).ID,
    resolver,
    ...(definition.argocd !== false && { application: { name, namespace: settings.argocdNamespace } }),
    ...(definition.through === "pull-request" && { pullRequestTimeout: definition.pullRequestTimeout ?? "48h" }),
    ...(settings.gitProvider !== undefined && { gitProvider: settings.gitProvider }),
  };
}

function gitUrlOf(template: ResolvedTemplate, { sources, mirrors }: Resolver): string {
  if (template.repoURL !== undefined) return mirrored(template.repoURL, mirrors);
  return sources.find((source) => source.kind === "git")?.url ?? "";
}

function firstImage(template: ResolvedTemplate, resolver: Resolver) {
  const [placeholderImage = "", name = ""] = Object.entries("images" in template ? template.images : {})[0] ?? [];
  return { imageRepository: sourceNamed(resolver, name, "image")?.url ?? "", placeholderImage };
}
