import { UserError } from "../../model/problem.ts";
import { visible } from "../../model/report/markdown.ts";
import type { GitError } from "../../promotion/git/run-git.ts";
import { tokenNames } from "./login.ts";

export interface Pushing {
  readonly url: string;
  readonly login: { readonly from: string } | undefined;
  /** `read` or `write to`. */
  readonly did: string;
}

/** What git and the host said, and what to do about it. */
export function pushFailure(error: GitError, { url, login, did }: Pushing): UserError {
  const said = error.result.output.trim();
  const quoted = visible(said.split("\n").slice(-4).join(" "), 400);
  const whose = login === undefined ? "no login was given" : `the login of ${login.from}`;
  const words = reasons.find(([pattern]) => pattern.test(said))?.[1];
  const names = tokenNames(url);
  const give = `Give a token in the environment (${names.join(" or ")}), or make git's credential helper know one`;
  const advice = words?.({ whose, give }) ?? "Nothing of it is half done: the same command can be run again";
  return new UserError(`could not ${did} ${url}: ${quoted}. ${advice}`);
}

type Advice = (about: { readonly whose: string; readonly give: string }) => string;

/** In this order: GitHub says several of these at once. */
const reasons: readonly (readonly [RegExp, Advice])[] = [
  [
    /without `?workflow`? scope|create or update workflow|workflows? permission/i,
    ({ whose }) =>
      `GitHub takes files of .github/workflows only from a login that may write them, and ${whose} may not: a fine-grained token needs "Workflows: Read and write" beside "Contents: Read and write", a classic one the scope workflow`,
  ],
  [
    /GH013|repository rule violations|protected branch|pre-receive hook declined/i,
    () =>
      "A rule of the repository refuses it: push the starter before the rulesets are made (slipway up source comes after it)",
  ],
  [/\[rejected\]|non-fast-forward|fetch first/i, () => "Somebody pushed meanwhile. Nothing was overwritten"],
  [
    /Authentication failed|could not read (Username|Password)|\b401\b|invalid credentials/i,
    ({ whose, give }) => `The host doesn't accept it: ${whose}. ${give}`,
  ],
  [
    /\b403\b|Permission to .* denied|Write access to repository not granted/i,
    ({ whose }) => `It may not: ${whose} needs "Contents: Read and write" on this repository`,
  ],
  [
    /not found|\b404\b|does not exist/i,
    ({ whose, give }) =>
      `There is no such repository, or it can't be seen: ${whose}. A starter doesn't make repositories: slipway up source does, or gh repo create. ${give}`,
  ],
];
