import type { Guards } from "../rules/index.ts";

/** What the checks know beyond the manifests. */
export interface CheckSettings {
  /** The installed Kargo's version, `1.11.2`. */
  readonly kargo: string;
  /** Names of protected Stages; undefined: those named prod or production, with or without a suffix. */
  readonly protectedStages?: readonly string[];
  /** What a team says about guard rules. Undefined: no rule is asked that judges more than what is protected. */
  readonly guards?: Guards;
  /** Kargo Enterprise is installed: its steps and custom steps are no mistake. */
  readonly enterprise: boolean;
}
