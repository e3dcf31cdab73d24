import { join } from "node:path";
import { removeBrokenJson } from "./broken-json.ts";

/**
 * Removes what a killed run left half-written beside a stack's state. The file backend replaces the state in one step, but
 * writes its sidecar `<state>.attrs`, which holds a content type and no more, in place: an engine killed in between leaves
 * it empty, and from then on the state can't be read ("failed to load checkpoint: EOF"). Without a sidecar it can.
 * Source: gocloud.dev, blob/fileblob/attrs.go, setAttrs and getAttrs.
 *
 * @param backend folder of the file backend
 */
export function removeBrokenSidecars(backend: string, project: string, stack: string): void {
  removeBrokenJson(
    join(backend, ".pulumi", "stacks", project),
    (file) => file.startsWith(`${stack}.json`) && file.endsWith(".attrs"),
  );
}
