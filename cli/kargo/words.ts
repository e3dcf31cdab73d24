import type { Missing } from "../../promotion/freight-availability.ts";

/** `8s`, `12m`, `3h 5m`, `4d 2h`: two units at most, since people only ask how long roughly. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  const days = Math.floor(hours / 24);
  return days >= 10 || hours % 24 === 0 ? `${days}d` : `${days}d ${hours % 24}h`;
}

/** How long is left, never told shorter than it is. */
export function left(milliseconds: number): string {
  return milliseconds < 60_000
    ? age(Math.ceil(milliseconds / 1000) * 1000)
    : age(Math.ceil(milliseconds / 60_000) * 60_000);
}

/** Who made a Promotion. Source of the prefixes: akuity/kargo v1.11.2, api/v1alpha1/event.go. */
export interface Actor {
  /** As Kargo wrote it: `email:jane@acme.example`. Undefined for what the Stage's controller made by itself. */
  readonly raw?: string;
  readonly automatic: boolean;
}

export function actorWords({ raw, automatic }: Actor): string {
  if (raw === undefined || automatic) return "automatic";
  const name = raw.replace(/^(?:email|subject|kubernetes):/, "");
  const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(name) ?? [];
  return account === undefined ? name : `${namespace}/${account}`;
}

/** What is missing, in a sentence without its full stop. */
export function missingWords(missing: Missing, stage: string): string {
  switch (missing.kind) {
    case "origin":
      return `Stage ${stage} takes no Freight of ${missing.origin}`;
    case "unverified":
      return missing.isThere
        ? `it is in ${missing.stage}, but isn't verified there yet`
        : `it isn't verified in ${missing.stage}`;
    case "soak":
      return missing.left === undefined
        ? `it must be in ${missing.stage} for ${age(missing.required)} and has left it before that; its time goes on when it is promoted there again`
        : `it must be in ${missing.stage} for ${age(missing.required)}; ${left(missing.left)} left`;
  }
}

/** `0123456789ab` of a full hash; anything else as it is. */
export function shortHash(text: string): string {
  return /^[0-9a-f]{40}$/.test(text) ? text.slice(0, 12) : text;
}

/** `goserver` of `docker.io/acme/goserver`, `acme/goserver` with two parts. */
export function lastParts(repository: string, count: number): string {
  return repository
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\.git$/, "")
    .split("/")
    .slice(-count)
    .join("/");
}
