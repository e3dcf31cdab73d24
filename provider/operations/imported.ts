import { normalize } from "../normalize.ts";
import { at, kindOf, withMetadata } from "../object.ts";
import { type Fields, isFields } from "../value.ts";

const serverAnnotations = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];
const serverLabels = ["kubernetes.io/metadata.name"];
const serviceAddresses = [
  "clusterIP",
  "clusterIPs",
  "ipFamilies",
  "ipFamilyPolicy",
  "internalTrafficPolicy",
  "sessionAffinity",
];

/**
 * What an import takes for the inputs: the live object without status and what only a server writes. Values that every
 * server fills in are left out too, where keeping them would replace the object at the next update of a program that
 * never gave them: a Secret's `type: Opaque`, a Service's addresses, a Namespace's label of its own name.
 */
export function importedInputs(live: Fields): Fields {
  const { status: _, ...object } = normalize(live);
  const inputs = without(without(object, "annotations", serverAnnotations), "labels", serverLabels);
  if (inputs.apiVersion !== "v1") return inputs;
  switch (kindOf(inputs)) {
    case "Namespace":
      return omit(inputs, ["spec"]);
    case "Secret":
      return inputs.type === "Opaque" ? omit(inputs, ["type"]) : inputs;
    case "Service":
      return isFields(inputs.spec) ? { ...inputs, spec: omit(inputs.spec, serviceAddresses) } : inputs;
    default:
      return inputs;
  }
}

function without(object: Fields, field: "annotations" | "labels", names: readonly string[]): Fields {
  const values = at(object, "metadata", field);
  if (!isFields(values)) return object;
  const kept = omit(values, names);
  return withMetadata(object, field, Object.keys(kept).length === 0 ? undefined : kept);
}

function omit(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !names.includes(key)));
}
