import { type Fields, isFields, Secret, type Value } from "./value.ts";

/** Shorter secrets would mask parts of ordinary words. */
const shortest = 4;

/**
 * Takes secret input values out of a text. An API server quotes the value it refuses ("Invalid value: …"), and its
 * error ends up in logs. Plain and base64 forms are both replaced.
 */
export function maskSecrets(text: string, inputs: Fields): string {
  const values = new Set<string>();
  collect(inputs, false, values);
  const forms = [...values].flatMap((value) => [value, Buffer.from(value, "utf8").toString("base64")]);
  return forms
    .filter((form) => form.length >= shortest)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, form) => masked.replaceAll(form, "[secret]"), text);
}

function collect(value: Value, secret: boolean, into: Set<string>): void {
  if (value instanceof Secret) collect(value.value, true, into);
  else if (Array.isArray(value)) for (const item of value) collect(item, secret, into);
  else if (isFields(value)) for (const item of Object.values(value)) collect(item, secret, into);
  else if (secret && (typeof value === "string" || typeof value === "number")) into.add(String(value));
}
