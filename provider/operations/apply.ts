import { isReason } from "../kube/api-error.ts";
import { apiVersionOf, kindOf, nameOf } from "../object.ts";
import { messageOf } from "../resource-error.ts";
import type { Fields } from "../value.ts";

/** Content type of a server-side apply; JSON is YAML. */
export const applyType = "application/apply-patch+yaml";

/** Query of a server-side apply. */
export function applyQuery(options: {
  readonly manager: string;
  readonly force: boolean;
  readonly preview: boolean;
}): Record<string, string> {
  return {
    fieldManager: options.manager,
    force: String(options.force),
    ...(options.preview ? { dryRun: "All" } : {}),
  };
}

/** Says of an apply that meets other managers' fields what can be done about it. */
export function conflictNamed(manager: string, body: Fields, sent: Promise<Fields>): Promise<Fields> {
  return sent.catch((error: unknown) => {
    if (!isReason(error, "Conflict")) throw error;
    throw new Error(
      `server-side apply field conflict detected. The resource managed by field manager "${manager}" had an apply ` +
        `conflict: ${messageOf(error)}. Give it the annotation pulumi.com/patchForce: "true" to overwrite the other ` +
        `manager's fields, or leave them out of ${apiVersionOf(body)}/${kindOf(body)} ${nameOf(body)}.`,
    );
  });
}
