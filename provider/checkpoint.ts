import { apiVersionOf, text } from "./object.ts";
import { markSecrets, withoutSecrets } from "./secrets.ts";
import { type Fields, isFields } from "./value.ts";

/** State of a resource: the live object, with these three beside its fields (names: provider.go of pulumi-kubernetes). */
const inputsKey = "__inputs";
const apiVersionKey = "__initialApiVersion";
const fieldManagerKey = "__fieldManager";

export interface Checkpoint {
  readonly inputs: Fields;
  readonly live: Fields;
  readonly initialApiVersion: string;
  /** "" when the state holds none (an import). */
  readonly fieldManager: string;
}

/** Takes a state apart, without secret marks. */
export function readCheckpoint(state: Fields): Checkpoint {
  const {
    [inputsKey]: inputs,
    [apiVersionKey]: initialApiVersion,
    [fieldManagerKey]: fieldManager,
    ...live
  } = withoutSecrets(state);
  const known = isFields(inputs) ? inputs : {};
  return {
    inputs: known,
    live,
    initialApiVersion: text(initialApiVersion) || apiVersionOf(known),
    fieldManager: text(fieldManager),
  };
}

/** Puts a state together; `source` are the inputs as they came, whose secret marks are carried over. */
export function writeCheckpoint(parts: Checkpoint, source: Fields): Fields {
  return {
    ...markSecrets(parts.live, source),
    [inputsKey]: markSecrets(parts.inputs, source),
    [apiVersionKey]: parts.initialApiVersion,
    [fieldManagerKey]: parts.fieldManager,
  };
}
