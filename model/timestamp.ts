/** A time as Kubernetes keeps it: RFC 3339, whole seconds, UTC. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
