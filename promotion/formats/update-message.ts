import type { Update } from "./yaml-set.ts";

/** The `commitMessage` that the update steps hand on. Source: Kargo v1.11.2, yaml_updater.go, json_updater.go. */
export function updateMessage(path: string, updates: readonly Update[], text: (value: unknown) => string): string {
  return `Updated ${path}\n${updates.map(({ key, value }) => `\n- ${key}: ${text(value)}`).join("")}`;
}
