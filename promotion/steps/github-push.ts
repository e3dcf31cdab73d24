import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import type { StepRunner } from "../step.ts";
import { push } from "./git-push.ts";

/**
 * Kargo pushes to a staging ref and has GitHub make the commits anew, signed. Here git pushes them as they are, to
 * whatever stands for the repository, and the rest is shown: GitHub's signature and the commits' new ids are not to be
 * had elsewhere. Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/github_pusher.go.
 */
export const githubPush: StepRunner<StepConfigs["github-push"]> = {
  uses: "github-push",
  async run(context, { insecureSkipTLSVerify: _, ...config }) {
    const result = await push(context, { ...config, provider: "github" });
    const { branch = "", commit } = result.output ?? {};
    context.outside.shown({
      step: context.alias,
      uses: "github-push",
      what: `have GitHub make the commits up to ${String(commit)} anew on ${String(branch)}, signed by it`,
      details: { branch, commit },
    });
    return result;
  },
};
