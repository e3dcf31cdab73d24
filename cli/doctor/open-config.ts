import { isRecord } from "../../model/json.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import type { ConfigSource } from "../../stacks/config-source.ts";
import type { ProjectStack } from "../stacks/project-stacks.ts";
import { ask } from "./ask.ts";
import { answered } from "./reading.ts";

/** A stack's config as far as it can be read without running its program. */
export interface OpenConfig {
  readonly stack: ProjectStack;
  /** Decrypted where that was possible. */
  readonly source: ConfigSource;
  /** Full keys whose values nobody could decrypt: those of a stack that doesn't exist yet. */
  readonly hidden: readonly string[];
  /** Why the user's CLI couldn't decrypt a stack's config that exists: `incorrect passphrase`. */
  readonly locked?: string;
}

/** @param existing whether the backend has the stack: only then its secrets can be decrypted, by the user's own CLI */
export async function openConfig(
  stack: ProjectStack,
  existing: boolean,
  env: Environment,
  folder: string,
): Promise<OpenConfig> {
  const { config } = stack;
  if (!existing || config.secretKeys.length === 0) return { stack, source: config, hidden: config.secretKeys };
  const args = ["config", "--json", "--show-secrets", "--stack", stack.name, "--non-interactive"];
  const answer = await ask("pulumi", args, env, folder);
  if (answer.state !== "answered") {
    const why = answer.state === "failed" ? { locked: answer.why.replace(/^error: /, "") } : {};
    return { stack, source: config, hidden: config.secretKeys, ...why };
  }
  const found = answered(answer.text);
  const opened = config.secretKeys.flatMap((key) => {
    const entry = found[key];
    return isRecord(entry) && typeof entry["value"] === "string" ? [[key, entry["value"]] as const] : [];
  });
  const hidden = config.secretKeys.filter((key) => !opened.some(([name]) => name === key));
  return { stack, source: { ...config, values: { ...config.values, ...Object.fromEntries(opened) } }, hidden };
}
