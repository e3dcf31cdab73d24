import { re2Pattern } from "./re2.ts";
import { repositoryPath } from "./repository.ts";

/**
 * Why an entry of a Git subscription's includePaths or excludePaths can't work; undefined when it can. Kargo reads
 * `glob:`, `regex:` and `regexp:` in front, anything else as a folder; it does so only when it looks for commits.
 */
export function pathSelector(text: string): string | undefined {
  const [, regex] = /^regexp?:(.*)$/s.exec(text) ?? [];
  if (regex !== undefined) return re2Pattern(regex);
  if (text.startsWith("glob:")) return globFault(text.slice("glob:".length));
  if (/[*?[{]/.test(text)) return "Without glob: in front this is the name of one folder, * and all";
  return repositoryPath(text);
}

/** Why bmatcuk/doublestar v4.9.2 refuses a pattern; undefined when it takes it. Proved by the oracle `re2`. */
function globFault(text: string): string | undefined {
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === "\\") {
      index += 1;
      if (index >= text.length) return "This glob ends with a lone \\";
    } else if (sign === "[") {
      const [whole] = /^\[(?:[!^](?!\])|(?![!^\]]))(?:\\.|[^\\\]])*\]/s.exec(text.slice(index)) ?? [];
      if (whole === undefined) return "A [ of this glob is never closed, or holds nothing";
      index += whole.length - 1;
    } else if (sign === "{") open += 1;
    else if (sign === "}") {
      open -= 1;
      if (open < 0) return "A } of this glob closes nothing";
    }
  }
  return open === 0 ? undefined : "A { of this glob is never closed";
}
