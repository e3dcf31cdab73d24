import { UserError } from "../../model/problem.ts";
import type { FreightReference, LiveFreight, LiveImage } from "../kargo/objects.ts";

/** Which Freight somebody means: by name, or by what it carries. */
export type Selection =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "artifacts"; readonly images: readonly WantedImage[]; readonly commits: readonly string[] };

interface WantedImage {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * `--freight`: an alias, an object's name or at least seven of its first letters; or `image=REPO:TAG`, `image=REPO@DIGEST`
 * and `commit=HASH`, with or without `REPO@` before it, several with commas between, all of which the Freight must carry.
 *
 * @throws UserError
 */
export function parseSelection(text: string): Selection {
  if (!text.includes("=")) {
    if (text.trim() === "") throw invalid(text, "nothing stands there");
    return { kind: "name", text: text.trim() };
  }
  const images: WantedImage[] = [];
  const commits: string[] = [];
  for (const part of text.split(",")) {
    const [, key = "image", value = ""] = /^\s*(?:([a-z]+)=)?(.*?)\s*$/.exec(part) ?? [];
    const hash = value.slice(value.lastIndexOf("@") + 1);
    if (key === "commit" && /^[0-9a-f]{7,40}$/.test(hash)) commits.push(hash);
    else if (key === "image") images.push(wantedImage(text, value));
    else throw invalid(text, key === "commit" ? "a commit is 7 to 40 hexadecimal digits" : `"${key}" isn't known`);
  }
  return { kind: "artifacts", images, commits };
}

function wantedImage(text: string, value: string): WantedImage {
  const [, repository, tag, digest] =
    /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(value) ?? [];
  if (repository === undefined || (tag === undefined && digest === undefined))
    throw invalid(text, "an image needs its tag or digest");
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

function invalid(text: string, why: string): UserError {
  return new UserError(
    `--freight: got ${JSON.stringify(text)}, ${why}; allowed an alias, a name, or image=REPO:TAG and commit=HASH with commas between`,
  );
}

/** The Freight that is meant; several when the text fits several. */
export function selected(selection: Selection, freight: readonly LiveFreight[]): LiveFreight[] {
  if (selection.kind === "artifacts") {
    const { images, commits } = selection;
    return freight.filter(
      (each) =>
        images.every((wanted) => (each.images ?? []).some((image) => fits(image, wanted))) &&
        commits.every((id) => hasCommit(each, id)),
    );
  }
  const { text } = selection;
  const exact = freight.filter(({ metadata, alias }) => metadata.name === text || alias === text);
  if (exact.length > 0 || text.length < 7) return exact;
  return freight.filter(({ metadata }) => metadata.name.startsWith(text));
}

function fits({ repoURL = "", tag, digest }: LiveImage, wanted: WantedImage): boolean {
  const repository = repoURL === wanted.repository || repoURL.endsWith(`/${wanted.repository}`);
  return (
    repository &&
    (wanted.tag === undefined || tag === wanted.tag) &&
    (wanted.digest === undefined || digest === wanted.digest)
  );
}

function hasCommit({ commits }: FreightReference, id: string): boolean {
  return (commits ?? []).some((commit) => commit.id?.startsWith(id));
}
