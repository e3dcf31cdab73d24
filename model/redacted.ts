import { withoutSecrets } from "./grammar/secrets.ts";

const credentials = /\/\/[^/\s@"]*@/g;
/** Also what is too short or too broken to be a whole secret. */
const tokens = /((?<![A-Za-z0-9])gh[opsur]_|github_pat_|glpat-|dckr_[po]at_|-----BEGIN)[^"\s]*/g;
const passwordHash = /\$2[aby]\$\d\d\$[./\w]+/g;
/** In every text that has something to take out, so that the others cost one search. */
const hint = /\/\/|gh[opsur]_|github_pat_|glpat-|dckr_|-----BEGIN|\$2/;

/** A text without anything that looks like a secret, for messages. */
export function redacted(text: string): string {
  if (!hint.test(text)) return withoutSecrets(text);
  return withoutSecrets(text.replace(credentials, "//…@")).replace(tokens, "$1…").replace(passwordHash, "$$2…");
}
