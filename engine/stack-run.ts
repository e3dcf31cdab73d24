import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/** One stack to run: what `pulumi up` would take from the project folder. */
export interface StackRun {
  /** The stack's name, without organization and project. */
  readonly name: string;
  /** Config by full key (`slipway:role`); lists and objects as JSON. Replaces what the stack had. */
  readonly config: Readonly<Record<string, ConfigEntry>>;
  /** What declares the resources; its return value becomes the stack's outputs. */
  readonly program: PulumiFn;
}

export interface ConfigEntry {
  readonly value: string;
  /** Kept encrypted, masked in output. Default false. */
  readonly secret?: boolean;
}

/** Resources by what was done to them, Pulumi's own stack and provider resources included. */
export interface ChangeCounts {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

/** How a run ended. A run that failed throws instead. */
export interface RunResult {
  readonly stack: string;
  readonly changes: ChangeCounts;
  /** Warnings and notes of engine, provider, policies and program; no secret in them. */
  readonly messages: readonly string[];
  /** Outputs by name, secrets in the clear: they are for programs, not for screens. Empty after a preview or destroy. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}
