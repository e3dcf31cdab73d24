/** The oracles: small Go programs that ask the real upstream library what our own grammars must agree with. */
import { durationRows } from "./duration/rows.ts";
import { exprRows } from "./expr/rows.ts";
import { freezeRows } from "./freeze/rows.ts";
import { re2Rows } from "./re2/rows.ts";
import { scheduleRows } from "./schedule/rows.ts";
import { semverRows } from "./semver/rows.ts";

/** One folder `tools/oracle/<name>/` with main.go, go.mod and go.sum; its answers are kept in `test/oracle/<name>.json`. */
export interface Oracle {
  /** Folder and result file. */
  readonly name: string;
  /** What is asked: the program gets it as one JSON array on standard input and prints one JSON array of as many answers. */
  rows(): readonly unknown[];
}

export const oracles: readonly Oracle[] = [
  { name: "duration", rows: durationRows },
  { name: "freeze", rows: freezeRows },
  { name: "re2", rows: re2Rows },
  { name: "schedule", rows: scheduleRows },
  { name: "semver", rows: semverRows },
  { name: "expr", rows: exprRows },
];
