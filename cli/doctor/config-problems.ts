import { secretHider } from "../../engine/hide-secrets.ts";
import { type Problem, ProblemsError } from "../../model/problem.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { readPlatformSettings } from "../../stacks/platform-settings.ts";
import { readSettings } from "../../stacks/settings.ts";
import { readSourceSettings } from "../../stacks/source-settings.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { OpenConfig } from "./open-config.ts";

/**
 * What the stacks' own programs would refuse about their config, of all stacks at once: tokens that are missing or of the
 * wrong class, secrets in the clear, keys that contradict each other.
 */
export function judgeConfig(configs: readonly OpenConfig[], env: Environment): Finding[] {
  const { error } = findingsOf("config");
  return configs.flatMap((config) => {
    const hide = hiderOf(config);
    return problemsOf(config, env)
      .filter(({ severity, path }) => severity === "error" && !config.hidden.some((key) => path.startsWith(key)))
      .map(({ path, message, got, allowed, fix, rule }) => {
        const facts = [got === undefined ? "" : `got ${got}`, allowed === undefined ? "" : `allowed ${allowed}`];
        const told = facts.filter((fact) => fact !== "").join("; ");
        const text = `stack ${config.stack.name}, ${path}: ${message}${told === "" ? "" : ` (${told})`}`;
        return error(rule, hide(text), fix);
      });
  });
}

// A key that needn't be secret may be kept so all the same, and a problem tells what it got.
function hiderOf({ source }: OpenConfig): (text: string) => string {
  const secrets = source.secretKeys.map((key) => [key, { value: source.values[key] ?? "", secret: true }] as const);
  return secretHider(Object.fromEntries(secrets));
}

function problemsOf({ stack, source }: OpenConfig, env: Environment): readonly Problem[] {
  try {
    if (stack.role === "source") readSourceSettings(source, env);
    else if (stack.role === "platform") readPlatformSettings(source);
    else readSettings(source, "organization");
    return [];
  } catch (failure) {
    if (failure instanceof ProblemsError) return failure.problems;
    throw failure;
  }
}
