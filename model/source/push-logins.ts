import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { registryLogin } from "../workflow/delivery-settings.ts";
import { shownToken, tokenProblem } from "./token.ts";

/** Who pushes images to a registry. */
export interface PushLogin {
  readonly username: string;
  readonly password: string;
}

/** By registry, as image names begin: `docker.io`, `registry.example.com:5000`. */
export type PushLogins = Readonly<Record<string, PushLogin>>;

const path = "slipway:pushLogins";
const shape = '{"docker.io": {"username": NAME, "password": TOKEN}}';
const command = (registry: string) =>
  `Run: pulumi config set --secret --path 'slipway:pushLogins["${registry}"].username' NAME, and the same with password and a token that may read and write`;

/**
 * Checks the logins by which CI pushes.
 *
 * @param managing the token that looks after Docker Hub's repositories: CI's is to be another one, with less
 */
export function readPushLogins(
  value: unknown,
  managing: string | undefined,
): { readonly logins: PushLogins; readonly problems: readonly Problem[] } {
  if (value === undefined) return { logins: {}, problems: [] };
  if (!isLogins(value)) {
    const fix = `Run: pulumi config set --secret slipway:pushLogins '${shape}'`;
    return { logins: {}, problems: [{ ...base, message: "This can't be read", allowed: shape, fix }] };
  }
  const hub = value["docker.io"];
  const problem = hub === undefined ? undefined : tokenProblem("dockerHubToken", hub.password);
  const fix = `Make a personal access token with Read, Write on Docker Hub. ${command("docker.io")}`;
  const problems: Problem[] = problem === undefined ? [] : [{ ...problem, path: `${path}["docker.io"].password`, fix }];
  if (hub !== undefined && hub.password === managing) {
    problems.push({
      ...base,
      rule: "G24",
      path: `${path}["docker.io"].password`,
      message: "CI would get the token that may also delete repositories",
      got: `the same as slipway:dockerHubToken, ${shownToken(hub.password)}`,
      allowed: "a token of its own, with Read, Write",
      fix,
    });
  }
  return { logins: value, problems };
}

/** The registries that CI pushes to and has no login for. GitHub's own needs none. */
export function missingLogins(images: readonly string[], logins: PushLogins): Problem[] {
  const registries = images
    .filter((image) => registryLogin(image).tokenSecret !== undefined)
    .map((image) => image.slice(0, image.indexOf("/")));
  return [...new Set(registries)]
    .filter((registry) => logins[registry] === undefined)
    .map((registry) => ({
      ...base,
      message: `CI has no login to push to ${registry}`,
      fix: command(registry),
    }));
}

/** Registries of one repository whose logins would have one name in its workflows. */
export function clashingLogins(repository: string, images: readonly string[]): Problem[] {
  const others = images
    .filter((image) => registryLogin(image).tokenSecret === "REGISTRY_TOKEN")
    .map((image) => image.slice(0, image.indexOf("/")));
  const registries = [...new Set(others)].sort();
  if (registries.length < 2) return [];
  return [
    {
      ...base,
      message: `The workflows of ${repository} log in to one registry besides Docker Hub and GitHub's`,
      got: registries.join(", "),
      fix: "Push to one of them, or keep the apps in repositories of their own",
    },
  ];
}

const base = { rule: "source-token", severity: "error", path } as const;

function isLogins(value: unknown): value is PushLogins {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (each) =>
        isRecord(each) &&
        Object.keys(each).sort().join() === "password,username" &&
        Object.values(each).every((part) => typeof part === "string" && part !== ""),
    )
  );
}
