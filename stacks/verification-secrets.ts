import * as pulumi from "@pulumi/pulumi";
import type { Compiled } from "../model/compile.ts";
import { type Problem, ProblemsError } from "../model/problem.ts";
import { aroundIt } from "../model/source/image-logins.ts";
import { addressProblem } from "../model/verification-address.ts";
import { datadogKeys, type NeededSecret, verificationNeeds } from "../model/verification-needs.ts";

/** Data of Secrets by their name: what `slipway:verification` holds. */
export type VerificationSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The Secrets of an app's Project that its verifications log in by. One that config doesn't have is told, and has to come
 * from elsewhere: nobody knows here whether it does.
 *
 * @param given `slipway:verification`
 * @throws ProblemsError when one that config has can't be what the definition reads; never with a value
 */
export function verificationSecretsOf(
  compiled: Pick<Compiled, "app" | "project" | "environments">,
  given: VerificationSecrets = {},
): { readonly verification?: VerificationSecrets } {
  const { project: needed } = verificationNeeds(compiled);
  const problems = needed.flatMap((secret) => {
    const data = given[secret.name];
    if (data !== undefined) return problemsOf(compiled.app, secret, data);
    void pulumi.log.warn(missing(compiled, secret));
    return [];
  });
  if (problems.length > 0) throw new ProblemsError("config of the delivery stack", problems);
  const made = needed.flatMap(({ name }) => (given[name] === undefined ? [] : [[name, given[name]] as const]));
  return made.length === 0 ? {} : { verification: Object.fromEntries(made) };
}

function missing({ app, project }: Pick<Compiled, "app" | "project">, { name, keys, stages }: NeededSecret): string {
  const example = JSON.stringify({ [name]: Object.fromEntries(keys.map((key) => [key, "…"])) });
  return (
    `${app}: verification of ${stages.join(", ")} logs in by Secret ${project}/${name}, which slipway:verification doesn't have: ` +
    `it has to come from elsewhere. Or run: pulumi config set --secret slipway:verification '${example}'`
  );
}

function problemsOf(app: string, secret: NeededSecret, data: Readonly<Record<string, string>>): Problem[] {
  const path = `slipway:verification.${secret.name}`;
  const problem = (at: string, message: string, facts: Partial<Problem> = {}): Problem => {
    const fix = "Set slipway:verification again with the right value";
    return { rule: "verification-secret", severity: "error", path: at, message, fix, ...facts };
  };
  const lacking = secret.keys.filter((key) => !(key in data));
  const problems = Object.entries(data).flatMap(([key, value]) => {
    if (value === value.trim() && value !== "") return [];
    const { message, got } = value === "" ? { message: "This is empty" } : aroundIt("", value);
    return [problem(`${path}.${key}`, message, got === undefined ? {} : { got })];
  });
  if (lacking.length > 0) {
    const got = Object.keys(data).join(", ");
    const message = `verification of ${secret.stages.join(", ")} of ${app} reads keys that this Secret doesn't have`;
    problems.push(problem(path, message, { got, allowed: secret.keys.join(", "), fix: `Add ${lacking.join(", ")}` }));
  }
  const wrong = secret.datadog ? addressProblem(data[datadogKeys.address]) : undefined;
  if (wrong !== undefined) problems.push(problem(`${path}.${datadogKeys.address}`, wrong.message, wrong));
  return problems;
}
