import { normalized } from "../../model/expr/repositories.ts";
import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { type Application, called, type Source, sourcesOf } from "./application.ts";

type Update = StepConfigs["argocd-update"]["apps"][number];
type SourceUpdate = NonNullable<Update["sources"]>[number];

/** The revision each source of an Application is to be synced to; empty where nobody says. */
export function desiredRevisions(update: Update, application: Application): readonly string[] {
  return sourcesOf(application).map(({ repoURL, chart }) => {
    // here upstream compares letter for letter; argocd_revisions.go
    const mine = update.sources?.find((one) => one.repoURL === repoURL && (one.chart ?? "") === (chart ?? ""));
    return mine?.desiredRevision ?? "";
  });
}

/**
 * An Application's sources with a step's changes in them.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_updater.go, buildDesiredSources.
 *
 * @throws Error when a change fits none of them
 */
export function desiredSources(update: Update, application: Application): readonly Source[] {
  const revisions = desiredRevisions(update, application);
  const sources = [...sourcesOf(application)];
  for (const change of update.sources ?? []) {
    const index = sources.findIndex((source) => fits(change, source));
    const source = sources[index];
    if (source === undefined) {
      const chart = change.chart ? ` and chart ${JSON.stringify(change.chart)}` : "";
      throw new Error(
        `no source of ${called(application)} matched update for source with repoURL ${change.repoURL}${chart}`,
      );
    }
    sources[index] = changed(source, change, revisions[index] ?? "");
  }
  return sources;
}

/** A change by a step that is meant for several Applications has to fit all of them before any is touched. */
export function checkFitsAll(update: Update, applications: readonly Application[]): void {
  if (applications.length <= 1 || !update.sources?.length) return;
  const reasons = applications.flatMap((application) => {
    try {
      desiredSources(update, application);
      return [];
    } catch (error) {
      const { name, namespace } = application.metadata;
      const reason = (error as Error).message;
      return [`Application ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}: ${reason}`];
    }
  });
  const most = 3;
  const first = reasons.length > most ? ` (showing first ${most})` : "";
  if (reasons.length > 0) {
    throw new Error(
      `selected Applications must have compatible sources; ${reasons.length} incompatible${first}. ` +
        `No Applications were updated:\n${reasons.slice(0, most).join("\n")}`,
    );
  }
}

function fits(change: SourceUpdate, source: Source): boolean {
  if (source.chart || change.chart) {
    return source.repoURL === change.repoURL && (source.chart ?? "") === (change.chart ?? "");
  }
  return normalized.git(source.repoURL) === normalized.git(change.repoURL);
}

function changed(source: Source, change: SourceUpdate, revision: string): Source {
  const { kustomize, helm } = change;
  return {
    ...source,
    ...(change.updateTargetRevision && revision !== "" ? { targetRevision: revision } : {}),
    ...(kustomize?.images === undefined
      ? {}
      : { kustomize: { ...source.kustomize, images: kustomize.images.map(kustomizeImage) } }),
    ...(helm === undefined ? {} : { helm: { ...source.helm, parameters: helmParameters(source, helm.images) } }),
  };
}

function kustomizeImage(image: { repoURL: string; newName?: string; tag?: string; digest?: string }): string {
  const name = image.newName ? `${image.repoURL}=${image.newName}` : image.repoURL;
  return image.digest ? `${name}@${image.digest}` : `${name}:${image.tag ?? ""}`;
}

function helmParameters(source: Source, changes: readonly { key: string; value: string }[]) {
  const parameters = [...(source.helm?.parameters ?? [])];
  for (const { key: name, value } of changes) {
    const index = parameters.findIndex((parameter) => parameter.name === name);
    if (index < 0) parameters.push({ name, value });
    else parameters[index] = { name, value };
  }
  return parameters;
}
