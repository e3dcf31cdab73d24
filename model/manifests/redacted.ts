import { withoutSecrets } from "../grammar/secrets.ts";

const credentials = /\/\/[^/\s@"]*@/g;
const passwordHash = /\$2[aby]\$\d\d\$[./\w]+/g;

/** A text without anything that looks like a secret, for messages. */
export function redacted(text: string): string {
  return withoutSecrets(text).replace(credentials, "//…@").replace(passwordHash, "$$2…");
}
