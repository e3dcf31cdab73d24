/** One thing wrong with a user's input, told so that it can be mended without reading our code. */
export interface Problem {
  /** Stable id of the check, kebab-case (`unknown-upstream`), or a guard rule's id (`G01`). */
  readonly rule: string;
  readonly severity: "error" | "warning";
  /** Where: a dotted path from the pipeline's name, `goserver.stages.prod.from`. */
  readonly path: string;
  /** What is wrong, one sentence without path, value or fix. */
  readonly message: string;
  /** The value found, as the user would write it; never a secret. Left out when nothing was given. */
  readonly got?: string;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do now. */
  readonly fix: string;
  /** Where the rule comes from, when it comes from upstream: a file or page. */
  readonly source?: string;
}

/** Puts problems in one order on every machine: by path, then rule, message and what was got. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const key = (p: Problem) => `${p.path}\u0000${p.rule}\u0000${p.message}\u0000${p.got ?? ""}`;
  return [...problems].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** `error goserver.stages.prod.from: what is wrong (got X; allowed Y). Fix. [rule]` on one line. */
export function formatProblem(p: Problem): string {
  const facts = [p.got === undefined ? [] : [`got ${p.got}`], p.allowed === undefined ? [] : [`allowed ${p.allowed}`]]
    .flat()
    .join("; ");
  return `${p.severity} ${p.path}: ${p.message}${facts ? ` (${facts})` : ""}. ${p.fix}. [${p.rule}]`;
}

/** A mistake of the user's, never a defect of ours: printed without a stack trace, never caught inside Slipway. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** All problems of one input at once. */
export class ProblemsError extends UserError {
  readonly problems: readonly Problem[];
  constructor(what: string, problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    const count = sorted.filter((p) => p.severity === "error").length;
    super(
      `${what}: ${count} ${count === 1 ? "error" : "errors"}\n${sorted.map((p) => `  ${formatProblem(p)}`).join("\n")}`,
    );
    this.problems = sorted;
  }
}
