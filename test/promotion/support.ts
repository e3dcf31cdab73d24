import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Expressions, Scope } from "../../promotion/evaluator.ts";
import type { Freight } from "../../promotion/freight.ts";
import type { Outside, ShownCall } from "../../promotion/outside.ts";
import type { StepRunner } from "../../promotion/step.ts";
import { hasFailures } from "../../promotion/step-metadata.ts";

/** A folder that goes when the test ends. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-promotion-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export const freight: Freight = {
  name: "f8a1b2c",
  alias: "brave-heron",
  origin: { kind: "Warehouse", name: "main" },
  commits: [],
  images: [],
  charts: [],
};

/** An outside with nothing but git in it; what steps show comes into the list. */
export function outside(shown: ShownCall[] = [], more: Partial<Outside> = {}): Outside {
  return {
    programs: {
      git: "git",
      kustomize: () => Promise.reject(new Error("no kustomize in this test")),
      helm: () => Promise.reject(new Error("no helm in this test")),
    },
    gitUser: { name: "Kargo", email: "no-reply@kargo.io" },
    gitRemote: async (repoURL) => ({ url: repoURL }),
    credentials: async () => undefined,
    shown: (call) => shown.push(call),
    ...more,
  };
}

/** Enough of expressions for tests of what is around them: `${{ a.b }}` and the status functions. */
export const expressions: Expressions = {
  template: async (text, scope) => evaluate(text, scope),
  json: async (value, scope) => deep(value, scope),
};

function deep(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return evaluate(value, scope);
  if (Array.isArray(value)) return value.map((item) => deep(item, scope));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, scope)]));
}

function evaluate(text: string, scope: Scope): unknown {
  const expression = /^\$\{\{ (.*) \}\}$/.exec(text)?.[1];
  if (expression === undefined) return text;
  const { status } = scope;
  if (expression === "always()" && status) return true;
  if (expression === "success()" && status) return !hasFailures(status.metadata);
  if (expression === "failure()" && status) return hasFailures(status.metadata);
  return expression.split(".").reduce<unknown>((part, name) => {
    if (typeof part !== "object" || part === null) throw new Error(`cannot fetch ${name} from ${typeof part}`);
    return (part as Record<string, unknown>)[name];
  }, scope.variables);
}

/** A runner of a name that isn't Kargo's, so that no schema judges its config. */
export function runner(uses: string, run: StepRunner["run"], more: Partial<StepRunner> = {}): StepRunner {
  return { uses, run, ...more };
}
