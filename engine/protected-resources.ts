import { isRecord } from "../model/json.ts";
import { urnParts } from "../model/report/urn.ts";
import { deleteProtection } from "../model/rules/g39-delete-protection.ts";
import { settingsOf } from "../model/rules/index.ts";
import { resourceOptions } from "../model/rules/resource-options.ts";
import type { Deployment, ResourceState } from "./pending-creates.ts";

/** A resource of a stack's state that Pulumi doesn't delete. */
export interface ProtectedResource {
  readonly urn: string;
  /** Its logical name. */
  readonly name: string;
  /** `Application argocd/goserver-prod`; of what isn't a Kubernetes object, its type. */
  readonly object: string;
  /** False where only its labels say so: a run that had taken its protection off was cut off before it ended. */
  readonly isMarked: boolean;
}

/** In the order of the state, in which what others stand on comes first. */
export function protectedResources({ resources = [] }: Deployment): ProtectedResource[] {
  return resources
    .filter((each) => each.delete !== true && (each["protect"] === true || lacksProtection(each)))
    .map((each) => ({
      urn: each.urn,
      name: urnParts(each.urn).name,
      object: objectOf(each),
      isMarked: each["protect"] === true,
    }));
}

function lacksProtection({ inputs }: ResourceState): boolean {
  const judges = deleteProtection.kinds.some(
    ({ apiVersion, kind }) => inputs?.["apiVersion"] === apiVersion && inputs["kind"] === kind,
  );
  return (
    judges && deleteProtection.check({ ...inputs, [resourceOptions]: { protect: false } }, settingsOf()).length > 0
  );
}

function objectOf({ inputs = {}, type }: ResourceState): string {
  const metadata = isRecord(inputs["metadata"]) ? inputs["metadata"] : {};
  const { kind } = inputs;
  if (typeof kind !== "string" || typeof metadata["name"] !== "string") return type;
  return `${kind} ${[metadata["namespace"], metadata["name"]].filter((part) => typeof part === "string").join("/")}`;
}
