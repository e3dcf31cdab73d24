import type { Pipeline } from "../../model/definition.ts";
import { GiteaClient } from "../../sandbox/pull-requests/client.ts";
import type { SandboxFile } from "../../sandbox/state.ts";
import { repositoriesOf } from "./pipelines.ts";

/** The sandbox's pull requests of a pipeline's repository, as the person who merges them sees them. */
export function pullRequestsOf(
  { git }: Pick<SandboxFile, "git">,
  pipeline: Pipeline,
): { readonly client: GiteaClient; readonly repository: string } {
  return {
    client: new GiteaClient(async () => ({ username: git.user, password: git.password })),
    repository: `${git.url}/${repositoriesOf(pipeline).git}.git`,
  };
}
