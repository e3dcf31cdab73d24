// Runs the engine over one repository on Docker Hub, in a process of its own: what a test runner makes of a module isn't
// what Pulumi would keep in the state. node hub-run.ts '{"operation": "up", …}' prints what came of it as JSON.
import {
  DockerHubRepository,
  type DockerHubRepositoryArgs,
} from "../../../components/registry/docker-hub-repository.ts";
import { program } from "../../../index.ts";
import { silent } from "../../../progress/progress.ts";
import { engineIn } from "../../support/engine-in.ts";

export interface HubRun {
  readonly operation: "up" | "preview" | "refresh" | "destroy";
  /** Binary of the engine. */
  readonly pulumi: string;
  readonly folder: string;
  /** Left out: no resource is declared. */
  readonly args?: DockerHubRepositoryArgs;
  /** As the stack's secret. Default: none, and the environment's stands. */
  readonly token?: string;
  /** SLIPWAY_DOCKERHUB_TOKEN of the engine. */
  readonly environmentToken?: string;
  /** Id to import. */
  readonly import?: string;
  /** Config of a whole source stack, to run the real program with instead. */
  readonly config?: Readonly<Record<string, { readonly value: string; readonly secret?: boolean }>>;
}

const run = JSON.parse(process.argv[2] ?? "{}") as HubRun;
/** What the engine told of earlier runs. */
const notes: string[] = [];
const engine = engineIn(run.folder, run.pulumi, {
  progress: { ...silent, note: (text) => notes.push(text) },
  env: run.environmentToken === undefined ? {} : { SLIPWAY_DOCKERHUB_TOKEN: run.environmentToken },
});
const one = {
  name: "source",
  config: run.token === undefined ? {} : { "slipway:dockerHubToken": { value: run.token, secret: true } },
  program: async () => {
    if (run.args === undefined) return {};
    const options = run.import === undefined ? {} : { import: run.import };
    const { description, isPrivate, immutableTags } = new DockerHubRepository("goserver", run.args, options);
    return { description, isPrivate, immutableTags };
  },
};
const stack = run.config === undefined ? one : { name: "source", config: run.config, program: () => program() };
try {
  const { changes, messages, outputs } = await engine[run.operation](stack);
  console.log(JSON.stringify({ changes, messages, outputs, ...told() }));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error), ...told() }));
}

function told() {
  return notes.length === 0 ? {} : { notes };
}
