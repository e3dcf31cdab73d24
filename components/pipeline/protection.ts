/** The option by which Pulumi refuses to delete a resource. */
export interface Protection {
  readonly protect?: true;
}

/**
 * What protected objects are registered with. Others get no `false`: it would open what a user protects by giving the
 * option to the component.
 */
export function protection(isProtected: boolean): Protection {
  return isProtected ? { protect: true } : {};
}
