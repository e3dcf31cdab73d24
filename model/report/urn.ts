/** What a URN says of its resource. Source: `urn:pulumi:<stack>::<project>::<types joined by $>::<name>`; a name may hold `::`. */
export interface UrnParts {
  /** Without the types of the resources it stands in. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
}

export function urnParts(urn: string): UrnParts {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

export function isStackUrn(urn: string): boolean {
  return urnParts(urn).type === "pulumi:pulumi:Stack";
}

/** `Stage` of `kubernetes:kargo.akuity.io/v1alpha1:Stage`; what isn't built like that stays whole. */
export function kindOf(type: string): string {
  return /^[^:]+:[^:]+:([\w-]+)$/.exec(type)?.[1] ?? type;
}
