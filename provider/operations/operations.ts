import { parseUrn, releaseType } from "../token.ts";
import type { Operations } from "./answers.ts";
import { check } from "./check.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { diff } from "./diff.ts";
import { read } from "./read.ts";
import { update } from "./update.ts";

const objects: Operations = { check, diff, create, read, update, remove };

/** Helm releases are carried out by helm, everything else is an object of the API server's. */
export async function operationsOf(urn: string): Promise<Operations> {
  if (parseUrn(urn).type !== releaseType) return objects;
  // Loaded by those who have releases: most stacks have none.
  return (await import("../helm/releases.ts")).releases;
}
