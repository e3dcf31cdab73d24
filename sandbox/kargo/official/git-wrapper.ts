import { execFileSync } from "node:child_process";

export interface GitWrapperArgs {
  /** Absolute path of the real git. */
  readonly git: string;
  /** Absolute path of Kargo's credential-helper. */
  readonly credentialHelper: string;
  readonly version: { readonly major: number; readonly minor: number };
}

/** @throws Error when git doesn't tell its version */
export function gitVersion(git: string): GitWrapperArgs["version"] {
  const text = execFileSync(git, ["version"], { encoding: "utf8", timeout: 10_000 });
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`${git} doesn't tell its version: ${text.trim()}`);
  return { major: Number(major), minor: Number(minor) };
}

/**
 * The git that Kargo's controller finds first. Kargo expects its image's own:
 * - it names git's askpass program by a fixed path, /usr/local/bin/credential-helper (pkg/controller/git), where an ordinary
 *   user can't put anything: this one says where it really is;
 * - for a branch that doesn't exist it calls `git worktree add PATH --orphan`, which git has since 2.42; an older one,
 *   Debian 12's for instance, does the same in three steps.
 */
export function gitWrapper({ git, credentialHelper, version }: GitWrapperArgs): string {
  const older = version.major < 2 || (version.major === 2 && version.minor < 42);
  return `#!/bin/sh
[ -n "\${GIT_ASKPASS-}" ] && GIT_ASKPASS=${quoted(credentialHelper)} && export GIT_ASKPASS
${older ? orphanWorktree : ""}exec ${quoted(git)} "$@"
`.replaceAll("@git@", quoted(git));
}

const orphanWorktree = `if [ "$1 $2 $4" = "worktree add --orphan" ]; then
  @git@ worktree add --detach --no-checkout "$3" || exit
  @git@ -C "$3" symbolic-ref HEAD "refs/heads/$(basename "$3")" || exit
  exec @git@ -C "$3" read-tree --empty
fi
`;

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
