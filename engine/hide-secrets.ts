import { parse } from "yaml";
import type { StackRun } from "./stack-run.ts";

const telling = /passw|token|secret|key-data|-key$/i;

/** Takes the secret values of a run's config out of texts, also those inside a kubeconfig or another structured value. */
export function secretHider(config: StackRun["config"]): (text: string) => string {
  const secrets = Object.values(config)
    .filter((entry) => entry.secret)
    .flatMap((entry) => [entry.value, ...innerSecrets(entry.value)])
    // Whatever is shorter would blot out half of every message and can't be guarded anyway.
    .filter((secret) => secret.length >= 6)
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, "[secret]"), text);
}

function innerSecrets(value: string): string[] {
  try {
    return secretLeaves(parse(value));
  } catch {
    return []; // Not a structured value.
  }
}

function secretLeaves(value: unknown, key = ""): string[] {
  if (typeof value === "string") return telling.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([inner, each]) => secretLeaves(each, Array.isArray(value) ? key : inner));
}
