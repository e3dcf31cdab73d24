/**
 * A glob of bmatcuk/doublestar v4, which Kargo uses for names and paths, as a pattern over the whole text: `*` and `?`
 * stay within one part of a path, `**` alone in a part stands for any number of parts.
 *
 * @throws Error when a class or an alternative is never closed
 */
export function globPattern(glob: string): RegExp {
  let source = "";
  let open = 0;
  for (let index = 0; index < glob.length; index += 1) {
    const rest = glob.slice(index);
    const atStart = index === 0 || glob[index - 1] === "/" || (open > 0 && /[{,]/.test(glob[index - 1] ?? ""));
    const [across] = (atStart && /^\*\*(?=\/|$|[,}])\/?/.exec(rest)) || [];
    const [cls] = /^\[(?:[!^])?(?:\\.|[^\\\]])+\]/s.exec(rest) ?? [];
    const sign = glob[index] ?? "";
    if (across !== undefined) {
      source += across.endsWith("/") ? "(?:[^/]+/)*" : ".*";
      index += across.length - 1;
    } else if (sign === "*") source += "[^/]*";
    else if (sign === "?") source += "[^/]";
    else if (sign === "[") {
      if (cls === undefined) throw new Error(`syntax error in pattern: ${glob}`);
      source += classPattern(cls);
      index += cls.length - 1;
    } else if (sign === "{") {
      source += "(?:";
      open += 1;
    } else if (sign === "}" && open > 0) {
      source += ")";
      open -= 1;
    } else if (sign === "," && open > 0) source += "|";
    else if (sign === "\\") {
      index += 1;
      source += escaped(glob[index] ?? "\\");
    } else source += escaped(sign);
  }
  if (open > 0) throw new Error(`syntax error in pattern: ${glob}`);
  // `a/**` takes `a` itself too.
  return new RegExp(`^${source.replace(/\/\.\*$/, "(?:/.*)?")}$`, "su");
}

function classPattern(cls: string): string {
  const negated = /^\[[!^]/.test(cls);
  const body = cls
    .slice(negated ? 2 : 1, -1)
    .replaceAll(/\\(.)|([[\]^&~|])/gsu, (_, kept, sign) => escapedInClass(kept ?? sign));
  return negated ? `(?!/)[^${body}]` : `(?!/)[${body}]`;
}

function escapedInClass(sign: string): string {
  return /[\\\]^[-]/.test(sign) ? `\\${sign}` : sign;
}

function escaped(sign: string): string {
  return /[\\^$.*+?()[\]{}|]/.test(sign) ? `\\${sign}` : sign;
}
