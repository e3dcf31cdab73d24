import { UserError } from "../../../model/problem.ts";
import {
  controlplane,
  type FindArgs,
  findOfficialKargo,
  imageVariable,
  type OfficialKargo,
  officialFolder,
} from "./find.ts";

/** `official`: Kargo's own programs. `stand-in`: the sandbox's. `auto`: Kargo's own where they can be had. */
export const kargoWishes = ["auto", "official", "stand-in"] as const;
export type KargoWish = (typeof kargoWishes)[number];

/** Which Kargo a sandbox runs. */
export type KargoChoice =
  | ({ readonly kind: "official" } & OfficialKargo)
  /** `why` is left out where nobody looked for the official one. */
  | { readonly kind: "stand-in"; readonly why?: string };

/**
 * A state folder stays with what its first start chose: what the one has written, the other doesn't go on from.
 *
 * @param kept what an earlier start of the same state chose
 * @throws UserError when the wish doesn't fit what was kept, or the official Kargo is wanted and can't be had
 */
export async function chooseKargo(
  wish: KargoWish,
  kept: KargoChoice["kind"] | undefined,
  args: FindArgs,
): Promise<KargoChoice> {
  if (kept !== undefined && wish !== "auto" && wish !== kept) {
    throw new UserError(
      `this sandbox was made with ${named(kept)}, and ${named(wish)} is asked for. ` +
        `Leave the wish out, or use another folder with --state`,
    );
  }
  const kind = kept ?? wish;
  if (kind === "stand-in") return { kind };
  const found = await findOfficialKargo(args);
  if ("program" in found) return { kind: "official", ...found };
  if (kind === "auto") return { kind: "stand-in", why: found.why };
  throw new UserError(
    `Kargo's own programs can't be had: ${found.why}. Put ${controlplane} and credential-helper on PATH or into ` +
      `${officialFolder(args.cache)}, name an image that this machine reaches with ${imageVariable}, or use the stand-in`,
  );
}

function named(kind: KargoWish): string {
  return kind === "official" ? "Kargo's own programs" : "the stand-in for Kargo";
}
