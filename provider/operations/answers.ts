import type { Session } from "../session.ts";
import type { Fields } from "../value.ts";
import type { CheckInput } from "./check.ts";
import type { CreateInput, CreateResult } from "./create.ts";
import type { DeleteInput } from "./delete.ts";
import type { DiffInput, DiffResult } from "./diff.ts";
import type { ReadInput, ReadResult } from "./read.ts";
import type { UpdateInput } from "./update.ts";

/** What a kind of resource answers to. */
export interface Operations {
  check(session: Session, input: CheckInput): Promise<Fields>;
  diff(session: Session, input: DiffInput): Promise<DiffResult>;
  create(session: Session, input: CreateInput): Promise<CreateResult>;
  read(session: Session, input: ReadInput): Promise<ReadResult | undefined>;
  update(session: Session, input: UpdateInput): Promise<Fields>;
  remove(session: Session, input: DeleteInput): Promise<void>;
}
