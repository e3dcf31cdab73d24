/** Why Go knows no such time zone (Argo CD then silently takes UTC); undefined when it knows it. */
export function timeZone(_text: string): string | undefined {
  return undefined;
}
