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
