interface Kind {
  /** For people, behind "This looks like". */
  readonly what: string;
  /** With the flag g. What stays visible is the first group, when there is one. */
  readonly shape: RegExp;
}

/** Only what its own maker marked as a secret: a text that just looks random may be a digest. */
const kinds: readonly Kind[] = [
  { what: "a private key", shape: /(-----BEGIN)[A-Z ]{0,30}PRIVATE KEY.*?(?:-----END [A-Z ]{0,40}-----|$)/gs },
  { what: "a GitHub token", shape: /\b(gh[opsur]_)[A-Za-z0-9]{30,}/g },
  { what: "a GitHub token", shape: /\b(github_pat_)[A-Za-z0-9_]{22,}/g },
  { what: "a GitLab token", shape: /\b(gl(?:pat|dt|ptt|rt)-)[A-Za-z0-9_-]{20,}/g },
  { what: "a Docker Hub token", shape: /\b(dckr_[po]at_)[A-Za-z0-9_-]{20,}/g },
  { what: "an AWS access key", shape: /\b(A(?:KIA|SIA))(?![0-9A-Z]*EXAMPLE)[0-9A-Z]{16}\b/g },
  { what: "a Slack token", shape: /\b(xox[abeoprs]-)[0-9A-Za-z-]{20,}/g },
  { what: "a Google API key", shape: /\b(AIza)[0-9A-Za-z_-]{35}/g },
  { what: "an npm token", shape: /\b(npm_)[A-Za-z0-9]{36}\b/g },
  { what: "a Pulumi token", shape: /\b(pul-)[0-9a-f]{40}\b/g },
  { what: "a Stripe key", shape: /\b([rs]k_live_)[0-9A-Za-z]{20,}/g },
  { what: "a JSON Web Token", shape: /\b(eyJ)[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  { what: "a kubeconfig's key", shape: /\b(client-key-data["']?:\s{0,4})["']?[A-Za-z0-9+/=]{20,}/g },
];

/** In every secret of these kinds, so that a text without one needn't be searched thirteen times. */
const hint =
  /PRIVATE KEY|gh[opsur]_|github_pat_|gl(?:pat|dt|ptt|rt)-|dckr_|AKIA|ASIA|xox|AIza|npm_|pul-|k_live_|eyJ|client-key-data/;

/** Which kind of secret a text looks to hold, in words; undefined when none. Never gives any part of the secret. */
export function pastedSecret(text: string): string | undefined {
  if (!hint.test(text)) return undefined;
  return kinds.find(({ shape }) => [...text.matchAll(shape)].some(([found]) => !isPlaceholder(found)))?.what;
}

/** The text with every secret cut down to the letters that tell its kind. Placeholders too: nobody misses them. */
export function withoutSecrets(text: string): string {
  if (!hint.test(text)) return text;
  return kinds.reduce((rest, { shape }) => rest.replace(shape, "$1…"), text);
}

/** `ghp_xxxxxxxx…`, or a key with `...` in it, as pages write them. */
function isPlaceholder(found: string): boolean {
  if (found.startsWith("-----")) return !/[A-Za-z0-9+/]{30}/.test(found);
  return new Set(found.slice(-20)).size < 6;
}

/** What every text with a secret has in it, as RE2 reads it. */
export const re2OfHint: string = hint.source;

/** The kinds' shapes as one pattern of RE2. It has no lookahead, so whoever asks leaves out what is an example. */
export const re2OfSecrets: string = kinds
  .map(({ shape }) => `(?${shape.flags.includes("s") ? "s" : "-s"}:${shape.source.replace(/\(\?![^)]*\)/, "")})`)
  .join("|");
