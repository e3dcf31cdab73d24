import * as pulumi from "@pulumi/pulumi";

/** An app of this stack and the digest its definition gives here. */
export interface OwnDigest {
  readonly app: string;
  readonly digest: string;
}

/**
 * Makes sure that the delivery stack was brought up from the same definition, before anything of an environment is
 * touched. A preview only notes what is missing, since all stacks can be previewed before any exists.
 *
 * @throws RunError, one line with the command to run.
 */
export async function requireSameDelivery(own: readonly OwnDigest[], deliveryStack: string): Promise<void> {
  const delivered = await deliveredDigests(deliveryStack);
  const complaint = deliveryComplaint(own, delivered, deliveryStack);
  if (complaint === undefined) return;
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(complaint);
  await pulumi.log.warn(complaint);
}

/** What is wrong between this stack and the delivery stack, with what to do; undefined when they agree. */
export function deliveryComplaint(
  own: readonly OwnDigest[],
  delivered: Readonly<Record<string, unknown>> | "no stack",
  deliveryStack: string,
): string | undefined {
  const name = deliveryStack.split("/").at(-1) ?? deliveryStack;
  const run = `run: pulumi up --stack ${name}`;
  if (delivered === "no stack") {
    return `stack ${name} comes first and doesn't exist yet: run: pulumi stack init ${name}, then pulumi up --stack ${name}`;
  }
  const missing = own.filter(({ app }) => delivered[app] === undefined).map(({ app }) => app);
  if (missing.length > 0) return `stack ${name} comes first and hasn't delivered ${missing.join(", ")} yet: ${run}`;
  const changed = own.filter(({ app, digest }) => delivered[app] !== digest).map(({ app }) => app);
  if (changed.length === 0) return undefined;
  return `the definition of ${changed.join(", ")} has changed since stack ${name} was last brought up: ${run} first, then this one again`;
}

async function deliveredDigests(stack: string): Promise<Record<string, unknown> | "no stack"> {
  if (!(await stackExists(stack))) return "no stack";
  const { value } = await new pulumi.StackReference(stack).getOutputDetails("digest");
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Whether a stack of this full name exists. */
// Reading a StackReference of a stack that doesn't exist ends the whole run with the engine's own text. The function
// behind the older way of reading outputs says the same in an error that can be caught.
export async function stackExists(name: string): Promise<boolean> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("unknown stack")) return false;
    throw error;
  }
}
