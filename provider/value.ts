/**
 * Pulumi's property values as this provider handles them. Wire format: sdk/go/common/resource/properties.go and
 * pkg/resource/plugin/rpc.go of pulumi/pulumi: a google.protobuf.Struct in which special values are maps that carry a
 * signature key, and an unknown is one distinguished string.
 */
export type Value = null | boolean | number | string | Value[] | Fields | Secret | Unknown;

/** A map of values: a Kubernetes object, or a part of one. */
export interface Fields {
  [key: string]: Value;
}

/** A value the engine must encrypt in state and mask in output. */
export class Secret {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A value that is known only after an update. There is one instance, `unknown`. */
export class Unknown {
  readonly computed = true;
}
export const unknown: Unknown = new Unknown();

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** One sentinel per type on the wire; all of them mean "not known yet". */
const unknownSentinels: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for a plain map: not null, not an array, not a Secret, not Unknown. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** Reads what `Struct.toJavaScript()` gave. Throws when a signature is not one this provider said it accepts. */
export function decode(wire: unknown): Value {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === "string") return unknownSentinels.has(wire) ? unknown : wire;
  if (typeof wire === "number" || typeof wire === "boolean") return wire;
  if (Array.isArray(wire)) return wire.map(decode);
  const map = wire as Record<string, unknown>;
  const signature = map[signatureKey];
  if (signature === undefined) return decodeFields(map);
  if (signature === secretSignature) return makeSecret(decode(map.value));
  if (signature === outputSignature) {
    const value = "value" in map ? decode(map.value) : unknown;
    return map.secret === true ? makeSecret(value) : value;
  }
  // A reference to another resource stands for its id, as for every provider that does not accept references.
  if (signature === resourceSignature) return map.id === undefined || map.id === "" ? unknown : decode(map.id);
  throw new Error(
    `an input is an asset or an archive (signature ${String(signature)}); Kubernetes objects hold plain values only`,
  );
}

/** Like {@link decode}, for the map at the top. */
export function decodeFields(wire: Record<string, unknown>): Fields {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, decode(value)]));
}

/** What `Struct.fromJavaScript()` takes. `keepSecrets` false (an engine too old for secrets) writes them plain. */
export function encode(value: Value, keepSecrets = true): unknown {
  if (value instanceof Unknown) return unknownString;
  if (value instanceof Secret) {
    const inner = encode(value.value, keepSecrets);
    return keepSecrets ? { [signatureKey]: secretSignature, value: inner } : inner;
  }
  if (Array.isArray(value)) return value.map((item) => encode(item, keepSecrets));
  if (isFields(value)) return encodeFields(value, keepSecrets);
  return value;
}

/** Like {@link encode}, for the map at the top. */
export function encodeFields(fields: Fields, keepSecrets = true): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, encode(value, keepSecrets)]));
}

/** A secret around a secret says nothing more. */
export function makeSecret(value: Value): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

/** True when `value` is or holds an unknown, also inside a secret. */
export function hasUnknown(value: Value): boolean {
  return some(value, (part) => part instanceof Unknown);
}

/** True when `value` is or holds a secret. */
export function hasSecret(value: Value): boolean {
  return some(value, (part) => part instanceof Secret);
}

function some(value: Value, test: (part: Value) => boolean): boolean {
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.value, test);
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isFields(value) && Object.values(value).some((item) => some(item, test));
}
