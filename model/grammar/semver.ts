/** Why Masterminds/semver refuses a constraint; undefined when it takes it. An empty text is no constraint, as in Kargo. */
export function semverConstraint(_text: string): string | undefined {
  return undefined;
}

/**
 * Why a tag isn't a semantic version to Kargo; undefined when it is one. `strict` is a subscription's `strictSemvers`
 * (Kargo's default is true): major, minor and patch must all be there.
 */
export function semverVersion(_text: string, _options: { readonly strict: boolean }): string | undefined {
  return undefined;
}
