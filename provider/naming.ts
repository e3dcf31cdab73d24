import { createHash, randomBytes } from "node:crypto";
import { annotation, at, nameOf, text, withAnnotation, withMetadata } from "./object.ts";
import { type Fields, Unknown } from "./value.ts";

const autonamed = "pulumi.com/autonamed";

/** What the engine's own `pulumi:autonaming` setting asks for. */
export interface EngineAutonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

/** `prefix` and eight hex digits: always the same ones for a seed, random without one. */
export function uniqueName(prefix: string, seed: Uint8Array | undefined): string {
  const digits =
    seed === undefined || seed.length === 0
      ? randomBytes(4).toString("hex")
      : createHash("sha512").update(prefix).update(seed).digest("hex").slice(0, 8);
  return prefix + digits;
}

/** True when the user gave a name, known or not. */
export function isNamed(object: Fields): boolean {
  const name = at(object, "metadata", "name");
  return name instanceof Unknown || object.metadata instanceof Unknown || text(name) !== "";
}

/** True when the name was made by Pulumi and may be made anew. */
export function isAutonamed(object: Fields): boolean {
  return annotation(object, autonamed) === "true";
}

/**
 * Names an object without `metadata.name`: the old made name when there is one, else a new one, marked by the
 * annotation `pulumi.com/autonamed`. Rules: pkg/metadata/naming.go of pulumi-kubernetes.
 * @throws Error when the engine's autonaming is disabled or `metadata.generateName` is used.
 */
export function named(
  inputs: Fields,
  old: Fields | undefined,
  urnName: string,
  seed: Uint8Array | undefined,
  engine?: EngineAutonaming,
): Fields {
  if (isNamed(inputs)) return inputs;
  if (at(inputs, "metadata", "generateName") !== undefined)
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  if (old !== undefined) {
    return isAutonamed(old) ? withAnnotation(withMetadata(inputs, "name", nameOf(old)), autonamed, "true") : inputs;
  }
  if (engine?.mode === "disable")
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  const name = engine === undefined ? uniqueName(`${urnName}-`, seed) : engine.proposedName;
  return withAnnotation(withMetadata(inputs, "name", name), autonamed, "true");
}
