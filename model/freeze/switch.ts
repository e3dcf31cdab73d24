/**
 * The switch that stops the line: one ConfigMap for each environment, in the Project's namespace. Two of its keys are
 * Pulumi's. The others only people write, one for each Stage, so that no `up` takes away what a person put there.
 */

/** On each switch; its value is the environment. */
export const freezeLabel = "slipway.dev/freeze";

/** Its keys. */
export const switchKeys = {
  /** Pulumi's: why the stack's config freezes the environment (`slipway:frozen`); empty when it doesn't. */
  code: "frozen",
  /** Pulumi's: the windows, as JSON, for whoever shows them. */
  calendar: "calendar",
} as const;

/** People's: who froze a Stage, when and why, see {@link handText}; not there when nobody did. */
export const handPrefix = "frozenByHand.";

export function handKey(stage: string): string {
  return `${handPrefix}${stage}`;
}

/** What counts as not frozen: a person who sets a key to one of these means to thaw. */
export const thawed = ["", "false"];

export function switchName(environment: string): string {
  return `slipway-freeze-${environment}`;
}

/** Who stopped the line. */
export interface FrozenByHand {
  readonly reason: string;
  /** As the API server knows them; left out when the key was written by other means. */
  readonly by?: string;
  /** RFC 3339; left out when the key was written by other means. */
  readonly since?: string;
}

/** `2026-11-21T18:00:00Z jane@acme.example: the database moves` */
export function handText({ reason, by, since }: Required<FrozenByHand>): string {
  return `${since} ${by.replaceAll(/\s/g, "_")}: ${reason}`;
}

/** Any text that isn't {@link thawed} freezes; one that isn't of our form is all reason. */
export function readHand(text: string | undefined): FrozenByHand | undefined {
  if (text === undefined || thawed.includes(text)) return undefined;
  const [, since, by, reason] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\S+): (.*)$/s.exec(text) ?? [];
  return since === undefined || by === undefined || reason === undefined ? { reason: text } : { reason, by, since };
}
