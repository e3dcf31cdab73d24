import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { cloneBare, placeOf, remoteBranchExists } from "../git/bare-clone.ts";
import { checkOut } from "../git/check-out.ts";
import { createBranch } from "../git/create-branch.ts";
import type { GitPlace } from "../git/run-git.ts";
import { wrapped } from "../git/wrapped.ts";
import type { GitRemote } from "../outside.ts";
import { pathBelow } from "../paths.ts";
import { type StepRunner, TerminalError } from "../step.ts";

type Config = StepConfigs["git-clone"];
type Checkout = Config["checkout"][number];

/** What stands for an empty name or address; pkg/controller/git/base_repo.go. */
const nobody = { name: "Kargo", email: "no-reply@kargo.io" };

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_cloner.go. */
export const gitClone: StepRunner<Config> = {
  uses: "git-clone",
  async run(context, config) {
    checkAliases(config.checkout);
    const { repoURL } = config;
    if (config.recurseSubmodules) {
      throw new TerminalError(
        "recurseSubmodules is not carried out here: submodules of a repository are never fetched",
      );
    }
    const { name, email } = config.author ?? context.outside.gitUser;
    const remote = await context.outside.gitRemote(repoURL);
    const clone = await wrapped(`error cloning ${repoURL}`, () =>
      cloneBare(context, repoURL, remote, {
        author: { name: name || nobody.name, email: email || nobody.email },
        blobless: config.blobless ?? false,
        insecureSkipTLSVerify: config.insecureSkipTLSVerify ?? false,
      }),
    );
    // a blobless clone fetches what it is asked for when it is asked
    const place: GitPlace = { ...(await placeOf(context)), cwd: clone.dir, gitDir: clone.dir, remote };
    const commits: [string, string][] = [];
    for (const checkout of config.checkout) {
      if (checkout.branch) await ensureBranch(place, remote, repoURL, checkout.branch, checkout.create ?? false);
      const folder = await pathBelow(context.workDir, checkout.path);
      const commit = await wrapped(`error adding work tree ${checkout.path} to repo ${repoURL}`, async () => {
        // upstream's clones lie in the work folder, so it is never empty
        if (folder === context.workDir) throw new Error(`fatal: '${checkout.path}' already exists`);
        return checkOut(place, folder, checkout.branch || checkout.commit || checkout.tag || "", checkout.sparse);
      });
      commits.push([checkout.as || checkout.path, commit]);
    }
    return { status: "Succeeded", output: { commits: Object.fromEntries(commits) } };
  },
};

function checkAliases(checkouts: readonly Checkout[]): void {
  const seen = new Set<string>();
  for (const [index, { as }] of checkouts.entries()) {
    if (!as) continue;
    if (seen.has(as)) throw new TerminalError(`duplicate checkout alias ${JSON.stringify(as)} at checkout[${index}]`);
    seen.add(as);
  }
}

async function ensureBranch(
  place: GitPlace,
  remote: GitRemote,
  repoURL: string,
  branch: string,
  create: boolean,
): Promise<void> {
  await wrapped(`error ensuring existence of remote branch ${branch}`, async () => {
    const quoted = JSON.stringify(branch);
    const what = `error checking if remote branch ${quoted} of repo ${repoURL} exists`;
    if (await wrapped(what, () => remoteBranchExists(place, remote, branch))) return;
    if (!create) {
      throw new Error(
        `remote branch ${quoted} of repo ${repoURL} does not exist; set create=true if you'd like a non-existent ` +
          "remote branch to be automatically created at checkout",
      );
    }
    await createBranch(place, remote, branch);
  });
}
