/**
 * Orders two versions by their numbers: `1.26.8` > `1.26.3`. What stands before the first digit is ignored (`go`, `v`),
 * a missing number counts as 0, and what follows the third number isn't looked at, so `1.27rc1` counts as 1.27.0.
 */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  return left.map((n, i) => n - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function numbers(version: string): readonly [number, number, number] {
  const [, major, minor, patch] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)];
}
