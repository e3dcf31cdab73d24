import { pastedSecret } from "../model/grammar/secrets.ts";

/** Config of other programs' that is a secret whatever it looks like. */
const secretKeys =
  /^(github:token|docker:registryAuth|digitalocean:token|aws:(secretKey|token)|datadog:(apiKey|appKey))$/;

/** Credentials in a kubeconfig, of a kind that has no shape of its own: a token or password under `users`. */
const kubeconfig =
  /\bkind["']?:\s*["']?Config\b[\s\S]*["']?\b(token|password|auth-provider|client-key-data)["']?:\s*["']?[^\s"'{}]/;

/** As long as the shortest secret of a known shape is when it is written in base64. */
const encoded = /[A-Za-z0-9+/]{24,}={0,2}/g;

/**
 * What a config value in the clear looks to hold that shouldn't stand there, in words; undefined when nothing. Looks into
 * JSON, YAML and base64, and never gives any part of the value.
 *
 * @param key full, `github:token`
 */
export function plainSecret(key: string, value: string): string | undefined {
  const texts = [value, ...[...value.matchAll(encoded)].map(([text]) => decoded(text))];
  for (const text of texts) {
    const found = pastedSecret(text) ?? (kubeconfig.test(text) ? "a kubeconfig with credentials" : undefined);
    if (found !== undefined) return found;
  }
  return secretKeys.test(key) && value !== "" ? "a login" : undefined;
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return ""; // No base64 after all.
  }
}
