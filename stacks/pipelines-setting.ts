import { withoutSecrets } from "../model/grammar/secrets.ts";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";
import { isTextList } from "./shapes.ts";

/** `slipway:pipelines`: names of folders in apps/. */
export const pipelinesKey = { name: "pipelines", example: `'["NAME"]'` } as const satisfies ConfigKey;

/** Names of the pipelines a stack holds; empty for all. What has another shape is a problem whose fix keeps the names. */
export function readPipelines(reader: ConfigReader): readonly string[] {
  const example = rewritten(reader.text(pipelinesKey) ?? "") ?? pipelinesKey.example;
  return reader.json({ ...pipelinesKey, example }, "a list of names of folders in apps/", isTextList) ?? [];
}

/** `shop`, `shop, till`, `[shop]`: names that only lack the form of a list; undefined when it is anything else. */
function rewritten(text: string): string | undefined {
  if (withoutSecrets(text) !== text) return undefined;
  const names = text.split(/[\s,"'[\]]+/).filter((part) => part !== "");
  const areNames = names.length > 0 && names.every((name) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name));
  return areNames ? `'${JSON.stringify(names)}'` : undefined;
}
