import { UserError } from "../../model/problem.ts";

/** One artifact that a user names for a dry run. */
export type ArtifactRequest =
  | { readonly kind: "image"; readonly repoURL?: string; readonly tag?: string; readonly digest?: string }
  | { readonly kind: "commit"; readonly repoURL?: string; readonly ref: string }
  | { readonly kind: "chart"; readonly repoURL?: string; readonly version: string };

const allowed =
  "image=REPO:TAG, image=REPO:TAG@sha256:…, commit=REPO@SHA, commit=REPO@BRANCH or chart=REPO@VERSION, several with commas; REPO may be left out where there is only one";

/**
 * Reads `image=docker.io/acme/app:1.2.3,commit=https://github.com/acme/app@main`.
 *
 * @throws UserError saying what is allowed
 */
export function readFreight(text: string): readonly ArtifactRequest[] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => readOne(part.trim(), text));
}

function readOne(part: string, text: string): ArtifactRequest {
  const equals = part.indexOf("=");
  const [kind, value] = [part.slice(0, Math.max(equals, 0)), part.slice(equals + 1)];
  const refuse = () =>
    new UserError(
      `--freight: got ${JSON.stringify(text)}; allowed ${allowed}. ` +
        "A Freight's name or alias is known to a cluster only: leave --dry-run out to promote that one",
    );
  if (value === "") throw refuse();
  if (kind === "image") {
    const [name = "", digest] = value.split("@");
    const colon = name.lastIndexOf(":");
    // the colon of a port stands before a slash
    const tagged = colon > name.lastIndexOf("/");
    const alone = !tagged && !name.includes("/");
    const repoURL = tagged ? name.slice(0, colon) : alone ? "" : name;
    const tag = tagged ? name.slice(colon + 1) : alone ? name : "";
    if (!tag && !digest) throw refuse();
    return { kind, ...(repoURL ? { repoURL } : {}), ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
  }
  const at = value.lastIndexOf("@");
  const repoURL = at > 0 ? value.slice(0, at) : undefined;
  const rest = value.slice(at + 1);
  if (rest === "") throw refuse();
  if (kind === "commit") return { kind, ...(repoURL === undefined ? {} : { repoURL }), ref: rest };
  if (kind === "chart") return { kind, ...(repoURL === undefined ? {} : { repoURL }), version: rest };
  throw refuse();
}
