/** What a stack is for, in the order in which stacks are brought up: each stands on those before it. */
export const stackRoles = ["platform", "source", "delivery", "environment"] as const;
export type StackRole = (typeof stackRoles)[number];

/** As much of a stack as its place in the order depends on. */
export interface StackInOrder {
  readonly name: string;
  readonly role: StackRole;
  /** Of an environment stack, the environment that it stands for. */
  readonly environment: string;
}

/**
 * Stacks in the order in which they are brought up; destroyed they are in the reverse. Within a role they go by
 * environment and then by name; environments that no definition has any more come last.
 *
 * @param environments in promotion order
 */
export function inOrder<Stack extends StackInOrder>(
  stacks: readonly Stack[],
  environments: readonly string[],
): readonly Stack[] {
  const place = ({ role, environment }: Stack) => {
    if (role !== "environment") return stackRoles.indexOf(role);
    const index = environments.indexOf(environment);
    return stackRoles.indexOf(role) + (index === -1 ? environments.length : index);
  };
  return [...stacks].sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

/**
 * The environments of several pipelines as one list in which each pipeline's own order holds. Where two pipelines
 * contradict each other, the one named first is followed.
 *
 * @param pipelines each one's environments in promotion order
 */
export function mergedOrder(pipelines: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  const waiting = [...new Set(pipelines.flat())];
  while (waiting.length > 0) {
    const isFree = (name: string) =>
      pipelines.every((order) =>
        order.slice(0, Math.max(0, order.indexOf(name))).every((before) => merged.includes(before)),
      );
    const index = Math.max(0, waiting.findIndex(isFree));
    merged.push(...waiting.splice(index, 1));
  }
  return merged;
}
