/** A group as Argo CD's policies have it: Casbin reads CSV, where a name with commas or # goes into quotes. */
export function casbinName(group: string): string {
  return /[,#]/.test(group) ? `"${group}"` : group;
}
