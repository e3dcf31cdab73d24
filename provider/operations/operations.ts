import type { Session } from "../session.ts";
import { parseUrn, releaseType } from "../token.ts";
import type { Fields } from "../value.ts";
import { type CheckInput, check } from "./check.ts";
import { type CreateInput, type CreateResult, create } from "./create.ts";
import { type DeleteInput, remove } from "./delete.ts";
import { type DiffInput, type DiffResult, diff } from "./diff.ts";
import { type ReadInput, type ReadResult, read } from "./read.ts";
import { type UpdateInput, update } from "./update.ts";

/** What a kind of resource answers to. */
export interface Operations {
  check(session: Session, input: CheckInput): Promise<Fields>;
  diff(session: Session, input: DiffInput): Promise<DiffResult>;
  create(session: Session, input: CreateInput): Promise<CreateResult>;
  read(session: Session, input: ReadInput): Promise<ReadResult | undefined>;
  update(session: Session, input: UpdateInput): Promise<Fields>;
  remove(session: Session, input: DeleteInput): Promise<void>;
}

const objects: Operations = { check, diff, create, read, update, remove };

/** Helm releases are carried out by helm, everything else is an object of the API server's. */
export async function operationsOf(urn: string): Promise<Operations> {
  if (parseUrn(urn).type !== releaseType) return objects;
  // Loaded by those who have releases: most stacks have none.
  return (await import("../helm/releases.ts")).releases;
}
