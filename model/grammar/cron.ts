/** Why Argo CD refuses the schedule of a sync window; undefined when it takes it. */
export function cron(_text: string): string | undefined {
  return undefined;
}
