/** Why Kargo refuses an image subscription's repoURL; undefined when it takes it. */
export function imageRepository(_text: string): string | undefined {
  return undefined;
}

/** Why Kargo refuses a Git subscription's repoURL; undefined when it takes it. */
export function gitUrl(_text: string): string | undefined {
  return undefined;
}

/** Why Kargo refuses a chart subscription's repoURL; undefined when it takes it. */
export function chartUrl(_text: string): string | undefined {
  return undefined;
}

/** Why Kargo or Git refuses a branch's name; undefined when both take it. */
export function branchName(_text: string): string | undefined {
  return undefined;
}

/** Why a text is no path inside a repository; undefined when it is one. */
export function repositoryPath(_text: string): string | undefined {
  return undefined;
}

/** Why Kargo refuses an entry of includePaths or excludePaths; undefined when it takes it. */
export function pathSelector(_text: string): string | undefined {
  return undefined;
}
