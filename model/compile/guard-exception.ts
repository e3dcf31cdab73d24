import { redacted } from "../redacted.ts";
import { type Exception, exceptionInWords, targetOf } from "../rules/index.ts";
import { celText } from "../rules/protection.ts";
import type { Cel } from "../rules/rule.ts";

/** Exceptions of one rule that name objects of these resources. A Promotion is named by its Stage. */
export function exceptionsOf(exceptions: readonly Exception[], rule: string, { resource }: Cel): readonly Exception[] {
  const [plural] = resource.split("/");
  return exceptions.filter((exception) => {
    const kind = targetOf(exception).kind.toLowerCase();
    return exception.rule === rule && (plural === "promotions" ? kind === "stage" : plural === `${kind}s`);
  });
}

/** In CEL: the object has this exception, and its end hasn't come. */
export function isExcepted(exception: Exception, { resource }: Cel): string {
  const { namespace, name } = targetOf(exception);
  const named = resource === "promotions" ? "object.spec.stage" : "object.metadata.name";
  const there = namespace === undefined ? "" : `request.namespace == ${celText(namespace)} && `;
  return `(${there}has(${named}) && ${named} == ${celText(name)} && ${isBefore(exception.expires)})`;
}

/** In CEL: the exception as the audit annotation has it. */
export function exceptionText(exception: Exception): string {
  return celText(redacted(exceptionInWords(exception)));
}

/**
 * CEL has no clock. On CREATE the server has just stamped creationTimestamp, whatever the client sent. On UPDATE it has just
 * stamped the writer's entry in managedFields, if a field was added or changed: some entry's time must be new, and none may
 * be past the end. A write that only takes fields away is stamped nowhere, and gets no exception. What this doesn't see is a
 * client that forges managedFields: until the next `up` takes the exception away, that one is trusted.
 */
function isBefore(end: string): string {
  const limit = `timestamp(${celText(end)})`;
  const fresh =
    "(!has(oldObject.metadata.managedFields) || !oldObject.metadata.managedFields.exists(g, g.manager == f.manager && g.operation == f.operation && g.time == f.time))";
  return [
    `(request.operation == "CREATE" ? timestamp(object.metadata.creationTimestamp) < ${limit}`,
    `has(object.metadata.managedFields) && object.metadata.managedFields.all(f, timestamp(f.time) < ${limit}) && object.metadata.managedFields.exists(f, ${fresh}))`,
  ].join(" : ");
}
