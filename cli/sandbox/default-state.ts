import path from "node:path";
import type { Context } from "../context.ts";

/** Where a sandbox is kept unless told otherwise: in a clone always the clone's `.slipway`, else the project's. */
export function defaultState({ isClone, root, project }: Context): string {
  return path.join(isClone ? root : project, ".slipway");
}
