import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../model/problem.ts";
import { commitToBranch } from "./commit-to-branch.ts";
import { type PublishCommitArgs, publishCommit, type Release } from "./publish-commit.ts";

export interface ReleaseVersionArgs extends Omit<PublishCommitArgs, "commit"> {
  /** `0.2.0`; goes into the app's file VERSION, from there into the server and the image's labels. */
  readonly version: string;
  /** One line that the server answers on `/`. Empty: a bad release, which is alive and never gets ready. */
  readonly greeting: string;
  /** The commit's message. */
  readonly message: string;
}

/**
 * What a developer and CI do: a commit on `main` that changes version and greeting, and its image in the registry.
 * Called again after it was stopped half-way, it goes on with the commit that is there.
 *
 * @throws UserError when the version or greeting can't be one
 */
export async function releaseVersion(args: ReleaseVersionArgs): Promise<Release> {
  const { remote, app, version, greeting, message, tmp, signal } = args;
  checkLine("version", version, /^[0-9A-Za-z][0-9A-Za-z.+-]{0,127}$/, "letters, digits and . + -, as in 0.2.0");
  checkLine("greeting", greeting, /^[^\r\n]{0,200}$/, "one line of at most 200 characters");
  const { commit } = await commitToBranch({
    remote,
    branch: "main",
    tmp,
    signal,
    change: async (folder, head) => {
      if (!head) throw new UserError(`${remote.url} has no branch main. Seed it first`);
      await writeFile(join(folder, app, "VERSION"), `${version}\n`);
      await writeFile(join(folder, app, "greeting.txt"), `${greeting}\n`);
      return message;
    },
  });
  return publishCommit({ ...args, commit });
}

function checkLine(name: string, got: string, allowed: RegExp, words: string): void {
  if (!allowed.test(got)) throw new UserError(`${name} can't be used (got ${JSON.stringify(got)}; allowed ${words})`);
}
