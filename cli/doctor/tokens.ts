import { type TokenKey, tokenProblem, tokenVariables } from "../../model/source/token.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** Says of each token in the environment whether it is of the right class. Never gives any part of one. */
export function judgeTokens(env: Environment): Finding[] {
  const { ok, warning, error } = findingsOf("tokens");
  return (Object.entries(tokenVariables) as [TokenKey, string][]).flatMap(([key, variable]) => {
    const value = env[variable];
    if (value === undefined || value === "") return [];
    const problem = tokenProblem(key, value);
    if (problem !== undefined) {
      const { message, got, fix } = problem;
      return [error("token-class", `${variable}: ${message}${got === undefined ? "" : ` (got ${got})`}`, fix)];
    }
    if (value.startsWith("ghp_")) {
      const fix = "Make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens";
      const message = `${variable} is a classic token: it can do in every repository what it can do in one`;
      return [warning("token-classic", message, fix)];
    }
    return [ok("token", `${variable} is of the right class`)];
  });
}
