import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Platform } from "../../model/platform/platform.ts";

export interface AdminPassword {
  /** bcrypt, as Argo CD and Kargo store it. */
  readonly hash: pulumi.Input<string>;
  /** In the clear, a secret; undefined when only its hash was given. */
  readonly password: pulumi.Output<string> | undefined;
}

/**
 * The password of an account `admin`: the user's own hash, or one that is generated once. It is made anew when
 * `passwordsSince` changes; a hash computed in every run would be another one each time, since bcrypt is salted.
 */
export function adminPassword(
  name: string,
  { passwordsSince }: Platform,
  given: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): AdminPassword {
  if (given !== undefined) return { hash: given, password: undefined };
  const made = new random.RandomPassword(
    `${name}-admin`,
    { length: 24, special: false, keepers: { passwordsSince } },
    options,
  );
  return { hash: pulumi.secret(made.bcryptHash), password: pulumi.secret(made.result) };
}
