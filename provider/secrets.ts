import { type Fields, hasSecret, isFields, makeSecret, Secret, type Value } from "./value.ts";

/** A deep copy without secret marks; unknowns stay. Also the copy that everything else may change freely. */
export function withoutSecrets(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
}

function strip(value: Value): Value {
  if (value instanceof Secret) return strip(value.value);
  if (Array.isArray(value)) return value.map(strip);
  return isFields(value) ? withoutSecrets(value) : value;
}

/**
 * A copy of `outs` with the secret marks of `ins`. Maps are walked; anything else that holds a secret on the way in is
 * secret as a whole on the way out, since a server may reorder a list. `data` and `stringData` of a Secret are secret
 * whatever the inputs were. Rule: annotateSecrets in pulumi-kubernetes' provider.go.
 */
export function markSecrets(outs: Fields, ins: Fields | undefined): Fields {
  const result: Fields = { ...outs };
  if (outs.kind === "Secret") {
    for (const key of ["data", "stringData"]) {
      const value = outs[key];
      if (value !== undefined && value !== null) result[key] = makeSecret(value);
    }
    return result;
  }
  for (const [key, source] of Object.entries(ins ?? {})) {
    const value = outs[key];
    if (value === undefined) continue;
    if (isFields(value) && isFields(source)) result[key] = markSecrets(value, source);
    else if (hasSecret(source)) result[key] = makeSecret(value);
  }
  return result;
}
