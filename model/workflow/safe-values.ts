import { branchName, imageRepository, repositoryPath } from "../grammar/repository.ts";
import type { Problem } from "../problem.ts";
import { listed, shown } from "../words.ts";

/** What is wrong with one value; rule, severity and path are its caller's. */
export type Fault = Omit<Problem, "rule" | "severity" | "path">;

/*
 * Values that are written into a workflow. Each is held to characters that mean nothing in YAML, in GitHub's expressions
 * and filters, or in bash: what gets through can't leave its place.
 */

export function unlike(value: string, allowed: RegExp, words: string, message: string): Fault | undefined {
  return allowed.test(value) ? undefined : { message, got: shown(value), allowed: words, fix: "Mend it" };
}

export function appFault(app: string): Fault | undefined {
  return unlike(app, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a-z, 0-9 and -", "This can't be an app's name");
}

export function branchFault(branch: string): Fault | undefined {
  return said(branch, branchName(branch), "a branch's name, as in main");
}

export function imageFault(image: string): Fault | undefined {
  const words = "registry and path in small letters: docker.io/acme/goserver";
  return (
    said(image, imageRepository(image), words) ??
    unlike(image, /^[a-z0-9][a-z0-9._:/-]*$/, words, "This isn't an image repository")
  );
}

export function pathFault(path: string): Fault | undefined {
  const words = "folders from the repository's root, of letters, digits and . _ -, as in apps/shop";
  const allowed = /^(\.|[A-Za-z0-9._-]*[A-Za-z0-9_-](\/[A-Za-z0-9._-]*[A-Za-z0-9_-])*)$/;
  return said(path, repositoryPath(path), words) ?? unlike(path, allowed, words, "This path can't stand in a workflow");
}

export function environmentFault(environment: string): Fault | undefined {
  return unlike(
    environment,
    /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,253}[A-Za-z0-9])?$/,
    "letters, digits, blanks and . _ - between them",
    "This can't be an environment's name here",
  );
}

/** A command is the user's own and may do anything; only that GitHub or YAML reads it otherwise is ruled out. */
export function commandFault(command: string): Fault | undefined {
  const common = { got: shown(command), allowed: "one line of bash without ${{ }}" };
  if (command.includes("${{")) {
    return {
      ...common,
      message:
        "GitHub would put something in place of ${{ }} before bash sees the command: text of others could become a part of it",
      fix: "Read it from the environment, or put the command into a script of the repository",
    };
  }
  if (/^[\x20-\x7e]+$/.test(command) && command.trim() !== "") return undefined;
  return {
    ...common,
    message: "This isn't one line of a command",
    fix: "Put it into a script of the repository and name that",
  };
}

const platforms = [
  "linux/386",
  "linux/amd64",
  "linux/arm/v6",
  "linux/arm/v7",
  "linux/arm64",
  "linux/ppc64le",
  "linux/riscv64",
  "linux/s390x",
];

export function platformFault(platform: string): Fault | undefined {
  if (platforms.includes(platform)) return undefined;
  const slashed = platform.replace("-", "/");
  return {
    message: "Docker builds Linux images for no such platform",
    got: shown(platform),
    allowed: listed(platforms),
    fix: platforms.includes(slashed) ? `Write ${slashed}` : "Write <os>/<arch>",
  };
}

function said(value: string, message: string | undefined, words: string): Fault | undefined {
  return message === undefined ? undefined : { message, got: shown(value), allowed: words, fix: "Mend it" };
}

/** Problems of one place, `<app>.workflow.<key>`. */
export function problemsAt(
  owner: string,
  key: string,
  faults: readonly (Fault | undefined)[],
  rule = "workflow-value",
): Problem[] {
  // The name itself may be what is wrong.
  const path = `${/^[\w-]+$/.test(owner) ? owner : "app"}.workflow.${key}`;
  return faults
    .filter((fault): fault is Fault => fault !== undefined)
    .map((fault) => ({ rule, severity: "error", path, ...fault }));
}
