import { existsSync } from "node:fs";
import path from "node:path";
import type { Pipeline } from "../../model/definition.ts";
import { UserError } from "../../model/problem.ts";
import { mainPackage } from "../../sandbox/seed/main-package.ts";
import { existingState, readJson } from "../../sandbox/state.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { type AppSource, appSource } from "../project.ts";

/** The app that a sandbox is for, and where its definition and its files are. Kept in `<state>/app.json`. */
export interface ChosenApp {
  readonly name: string;
  /** Folder of definitions, `<apps>/<name>/pipeline.ts`. */
  readonly apps: string;
  readonly source: AppSource;
  /** Slipway's own sample: only what Git tracks of it is published. */
  readonly isSample: boolean;
}

/** What the user said about the app; nothing of it: the app that the state folder was first brought up for. */
export interface AppOptions {
  readonly app?: string | undefined;
  /** Folder of the app's files. Default: `apps/<app>` of the project. */
  readonly source?: string | undefined;
}

const sampleName = "goserver";

/** Where a state folder remembers its app. */
export function appFile(state: string): string {
  return path.join(state, "app.json");
}

/**
 * @throws UserError when the state folder belongs to another app, or the sandbox can't build the app's image
 */
export async function chooseApp(context: Context, state: string, options: AppOptions): Promise<ChosenApp> {
  const kept = keptApp(context, state);
  const { app, source } = options;
  if (app === undefined && source !== undefined)
    throw new UserError("--source tells where --app has its files: give both");
  if (app === undefined) return kept ?? sample(context);
  if (kept !== undefined && kept.name !== app) {
    throw new UserError(
      `${state} holds the sandbox of ${kept.name}, not of ${app}. Give ${app} a folder of its own with --state, or remove that one`,
    );
  }
  if (app === sampleName && source === undefined && context.isClone && context.project === context.root) {
    return sample(context);
  }
  const folder = path.resolve(source ?? path.join(context.project, "apps", app));
  const chosen = {
    name: app,
    apps: path.join(context.project, "apps"),
    source: appSource(folder, context.project),
    isSample: false,
  };
  await chosenPipeline(chosen);
  await mainPackage(folder, app);
  return chosen;
}

/** @throws ProblemsError when there is no such definition */
export async function chosenPipeline(chosen: ChosenApp): Promise<Pipeline> {
  const [pipeline] = await loadPipelines([chosen.name], chosen.apps);
  if (pipeline === undefined) throw new Error(`apps/${chosen.name}/pipeline.ts is gone`);
  return pipeline;
}

/** A sandbox from before apps could be chosen is the sample's. */
function keptApp(context: Context, state: string): ChosenApp | undefined {
  const paths = existingState(state);
  if (paths === undefined) return undefined;
  return readJson<ChosenApp>(appFile(paths.root)) ?? (existsSync(paths.choices) ? sample(context) : undefined);
}

function sample({ root }: Context): ChosenApp {
  const source = { root, folder: `apps/${sampleName}` };
  return { name: sampleName, apps: path.join(root, "apps"), source, isSample: true };
}
