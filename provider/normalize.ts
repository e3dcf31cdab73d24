import { at, kindOf, withMetadata } from "./object.ts";
import { type Fields, hasUnknown, isFields } from "./value.ts";

/** Fields that only the server writes; a manifest exported from a cluster carries them. */
const readOnly = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/**
 * Inputs in the form the server keeps, so that equal meanings compare as equal: read-only metadata is dropped, and a
 * Secret's `stringData` becomes base64 under `data`, over what `data` holds (core/v1 conversion of Kubernetes).
 */
export function normalize(inputs: Fields): Fields {
  let result = inputs;
  for (const key of readOnly)
    if (at(result, "metadata", key) !== undefined) result = withMetadata(result, key, undefined);
  return kindOf(result) === "Secret" && result.apiVersion === "v1" && !hasUnknown(result) ? secret(result) : result;
}

function secret(inputs: Fields): Fields {
  const { stringData, ...rest } = inputs;
  const data = isFields(rest.data) ? { ...rest.data } : {};
  for (const [key, value] of Object.entries(data)) {
    // White space inside base64 is legal and not kept by the server.
    if (typeof value === "string") data[key] = value.replace(/\s+/g, "");
  }
  if (!isFields(stringData) || Object.keys(stringData).length === 0)
    return isFields(rest.data) ? { ...inputs, data } : inputs;
  for (const [key, value] of Object.entries(stringData)) {
    if (typeof value === "string") data[key] = Buffer.from(value, "utf8").toString("base64");
  }
  return { ...rest, data };
}
