/** Below, at or above zero as `a` is an older, the same or a newer version than `b`. Takes `1.9`, `v1.11.2`, `1.12.0-rc.1`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Leading numbers; what can't be read counts as 0. */
function parts(version: string): number[] {
  return version
    .replace(/^v/, "")
    .replace(/[-+].*$/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10) || 0);
}
