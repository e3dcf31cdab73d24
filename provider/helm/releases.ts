import type { Operations } from "../operations/answers.ts";
import { createRelease, removeRelease, updateRelease } from "./carry-out.ts";
import { checkRelease, diffRelease } from "./plan.ts";
import { readRelease } from "./release-state.ts";

/** What a Helm release answers to. */
export const releases: Operations = {
  check: checkRelease,
  diff: diffRelease,
  create: createRelease,
  read: readRelease,
  update: updateRelease,
  remove: removeRelease,
};
