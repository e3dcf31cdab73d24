import type { Mirror } from "../settings.ts";

/** Replaces the longest mirrored prefix of an image, Git or chart URL; a URL without one stays as it is. Once only, never again on the result. */
export function mirrored(url: string, mirrors: readonly Mirror[]): string {
  const match = mirrors
    .filter((mirror) => url.startsWith(mirror.from))
    .reduce<Mirror | undefined>(
      (best, next) => (best && best.from.length >= next.from.length ? best : next),
      undefined,
    );
  return match === undefined ? url : match.to + url.slice(match.from.length);
}
