import { chartSubscriptionSchema } from "../kinds/chart-subscription.gen.ts";
import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import { shown } from "../words.ts";

/*
 * What Kargo's webhook refuses, no more: http, credentials and SSH in a URL are for checks to judge, since Kargo takes
 * them. The patterns are those of its subscription schemas.
 */
const image = new RegExp(imageSubscriptionSchema.properties.repoURL.pattern);
const git = new RegExp(gitSubscriptionSchema.properties.repoURL.pattern);
const chart = new RegExp(chartSubscriptionSchema.properties.repoURL.pattern);
const { pattern, maxLength } = gitSubscriptionSchema.properties.branch;
const branch = new RegExp(pattern);
/** No repository has so long a URL; the patterns cost too much to try. */
const longest = 2_000;
/** Refused ahead of the patterns, whose `.*` would be tried again and again before a line's end. */
const blank = /\s/;

/** Why Kargo refuses an image subscription's repoURL; undefined when it takes it. */
export function imageRepository(text: string): string | undefined {
  if (text.length <= longest && image.test(text)) return undefined;
  if (text === "") return "An image repository has a name";
  if (blank.test(text)) return "An image repository has no white space";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "An image repository is written without a scheme";
  if (text.includes("@")) return "This names one image by digest, not a repository";
  if (/:[^/]*$/.test(text)) return "This names a tag, not a repository";
  return "This isn't an image repository";
}

/** Why Kargo refuses a Git subscription's repoURL; undefined when it takes it. */
export function gitUrl(text: string): string | undefined {
  if (text === "") return "A Git repository has a URL";
  if (blank.test(text)) return "A Git URL has no white space";
  return text.length <= longest && git.test(text) ? undefined : "This isn't a Git repository's URL";
}

/** Why Kargo refuses a chart subscription's repoURL; undefined when it takes it. */
export function chartUrl(text: string): string | undefined {
  if (text === "") return "A chart repository has a URL";
  if (blank.test(text)) return "A chart repository's URL has no white space";
  if (!/^(https?|oci):\/\//.test(text)) return "A chart repository's URL begins with https://, http:// or oci://";
  return text.length <= longest && chart.test(text) ? undefined : "This isn't a chart repository's URL";
}

/** Why Kargo, or Git after it, refuses a branch's name; undefined when both take it. */
export function branchName(text: string): string | undefined {
  if (text.length > maxLength) return `A branch's name has at most ${maxLength} characters`;
  if (text.startsWith("refs/")) return "A branch is named without refs/heads/ in front";
  const [wrong] = /\.\.|\/\/|\.lock(?=\/|$)|\/\./.exec(text) ?? [];
  if (wrong !== undefined) return `A branch's name can't hold ${shown(wrong)}`;
  if (branch.test(text)) return undefined;
  return "A branch's name has letters, digits and . _ / - between them";
}

/** Why a text is no path inside a repository, from its root; undefined when it is one. */
export function repositoryPath(text: string): string | undefined {
  if (text === "") return "A path names something";
  if (text.includes("\0")) return "A path has no NUL character";
  if (text.includes("\\")) return "A path is written with / between names";
  if (text.startsWith("/")) return "A path begins at the repository's root, without / in front";
  let depth = 0;
  for (const part of text.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return "This path leaves the repository";
  }
  return undefined;
}
