import { pastedSecret } from "../../model/grammar/secrets.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** A token that Pulumi's providers read from the environment. */
interface Token {
  readonly variables: readonly string[];
  readonly whose: "GitHub" | "Docker Hub";
  readonly fix: string;
}

const tokens: readonly Token[] = [
  {
    variables: ["GITHUB_TOKEN", "GH_TOKEN"],
    whose: "GitHub",
    fix: "Make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens",
  },
  {
    variables: ["DOCKERHUB_TOKEN"],
    whose: "Docker Hub",
    fix: "Make an access token: https://app.docker.com/settings/personal-access-tokens",
  },
];

/** Says of each token in the environment whether it is of the right class. Never gives any part of one. */
export function judgeTokens(env: Environment): Finding[] {
  const { ok, warning, error } = findingsOf("tokens");
  return tokens.flatMap(({ variables, whose, fix }) =>
    variables.flatMap((name) => {
      const value = env[name];
      if (value === undefined || value === "") return [];
      if (value !== value.trim()) {
        const message = `${name} has blanks or a line break around it, which servers don't accept`;
        return [error("token-blanks", message, `Set it again without them`)];
      }
      const what = pastedSecret(value);
      if (what === `a ${whose} token`) {
        if (value.startsWith("ghp_"))
          return [
            warning(
              "token-classic",
              `${name} is a classic token: it can do in every repository what it can do in one`,
              fix,
            ),
          ];
        return [ok("token", `${name} looks like a ${whose} token`)];
      }
      const message =
        what === undefined
          ? `${name} doesn't look like a token of ${whose}'s (${value.length} characters); a password doesn't do`
          : `${name} looks like ${what}, not like a ${whose} token`;
      return [error("token-class", message, fix)];
    }),
  );
}
