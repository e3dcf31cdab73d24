/** Which pushes start a workflow, as GitHub's documentation of `on.push` has it. */
export interface PushFilter {
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly "paths-ignore"?: readonly string[];
}

export interface Push {
  /** `refs/heads/main`, `refs/tags/v1.0.0` */
  readonly ref: string;
  /** Files that differ between before and after. */
  readonly files: readonly string[];
  /** Messages of the commits pushed. */
  readonly messages: readonly string[];
}

const skipping = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/;

/** Why a push starts nothing; undefined when it starts the workflow. */
export function whyNot(filter: PushFilter, { ref, files, messages }: Push): string | undefined {
  if (messages.some((message) => skipping.test(message))) return "a message says [skip ci]";
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.*)$/.exec(ref) ?? [];
  const names = kind === "tags" ? filter.tags : filter.branches;
  const others = kind === "tags" ? filter.branches : filter.tags;
  if (names === undefined ? others !== undefined : !matches(names, name)) return `${ref} isn't wanted`;
  // Paths are never looked at for tags.
  if (kind === "tags") return undefined;
  if (filter.paths !== undefined && !files.some((file) => matches(filter.paths ?? [], file)))
    return "no path is wanted";
  const ignored = filter["paths-ignore"];
  if (ignored !== undefined && files.every((file) => matches(ignored, file))) return "every path is ignored";
  return undefined;
}

/** The last pattern that fits decides; `!` in front turns it round. */
function matches(patterns: readonly string[], name: string): boolean {
  let wanted = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith("!");
    if (expressionOf(negative ? pattern.slice(1) : pattern).test(name)) wanted = !negative;
  }
  return wanted;
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.replaceAll(/\*\*\/?|\*|\?|\+|\[[^\]]*\]|[\s\S]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?" || part === "+" || part.length > 1) return part;
    return part.replace(/[.\\^$|(){}]/, "\\$&");
  });
  return new RegExp(`^${parts}$`, "s");
}
