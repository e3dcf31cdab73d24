import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { fullImageName } from "../workflow/delivery-settings.ts";
import { shownToken, tokenProblem } from "./token.ts";

/** Who reads images, in the cluster: Kargo for its Warehouses, nodes for what they run. */
export interface ImageLogin {
  readonly username: string;
  readonly password: string;
}

/** By registry, `docker.io`, or by the beginning of its images' names, `ghcr.io/acme`. */
export type ImageLogins = Readonly<Record<string, ImageLogin>>;

/** Name of the Secret that nodes pull with, in each namespace of an app. */
export const pullSecretName = "registry-login";

/** The login for an image repository: of those that its name begins with, up to a /, the longest. */
export function loginFor(image: string, logins: ImageLogins): ImageLogin | undefined {
  return logins[prefixFor(image, logins) ?? ""];
}

/** What nodes read: a login for each of the images' registries; undefined when there is none for any of them. */
export function dockerConfig(images: readonly string[], logins: ImageLogins): object | undefined {
  const prefixes = images.map((image) => prefixFor(image, logins)).filter((prefix) => prefix !== undefined);
  const auths = [...new Set(prefixes)].sort().flatMap((prefix) => {
    const login = logins[prefix];
    if (login === undefined) return [];
    const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
    // Docker's own name for Docker Hub, which everything that reads such files knows.
    const server = prefix === "docker.io" ? "https://index.docker.io/v1/" : prefix;
    return [[server, { ...login, auth }] as const];
  });
  return auths.length === 0 ? undefined : { auths: Object.fromEntries(auths) };
}

/** What is wrong with logins, as far as they themselves tell. */
export function imageLoginProblems(path: string, logins: ImageLogins): Problem[] {
  return Object.entries(logins).flatMap(([prefix, { username, password }]) => {
    const at = `${path}["${prefix}"]`;
    if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]*[a-z0-9])?$/.test(prefix) || /^docker\.io\//.test(prefix)) {
      return [
        {
          rule: "source-token",
          severity: "error",
          path: at,
          message: "This can't be the beginning of images' names",
          got: shown(prefix),
          allowed: "docker.io, another registry, or one with a path: ghcr.io/acme",
          fix: "Correct it",
        } as const,
      ];
    }
    const empty = [["username", username] as const, ["password", password] as const].find(
      ([, text]) => text.trim() === "",
    );
    if (empty !== undefined) {
      const message = "This is empty: perhaps a variable of the shell wasn't set";
      return [
        { rule: "source-token", severity: "error", path: `${at}.${empty[0]}`, message, fix: "Set it again" } as const,
      ];
    }
    if (prefix === "docker.io") {
      const problem = tokenProblem("dockerHubToken", password);
      const fix = "Make a personal access token with Read-only on Docker Hub, for the cluster alone, and set it";
      return problem === undefined ? [] : [{ ...problem, path: `${at}.password`, fix }];
    }
    return password === password.trim() ? [] : [aroundIt(`${at}.password`, password)];
  });
}

/** The problem of a password that somebody pasted a line's end with. */
export function aroundIt(path: string, password: string): Problem {
  return {
    rule: "source-token",
    severity: "error",
    path,
    message: "This has white space around it, perhaps the end of a line",
    got: shownToken(password),
    fix: "Set it again without",
  };
}

function prefixFor(image: string, logins: ImageLogins): string | undefined {
  const name = fullImageName(image.replace(/^oci:\/\//, ""));
  const fitting = Object.keys(logins).filter((prefix) => `${name}/`.startsWith(`${prefix}/`));
  return fitting.sort((a, b) => b.length - a.length)[0];
}
