/** The oracles: small Go programs that ask the real upstream library what our own grammars must agree with. */
import { exprRows } from "./expr/rows.ts";

/** One folder `tools/oracle/<name>/` with main.go, go.mod and go.sum; its answers are kept in `test/oracle/<name>.json`. */
export interface Oracle {
  /** Folder and result file. */
  readonly name: string;
  /** What is asked: the program gets it as one JSON array on standard input and prints one JSON array of as many answers. */
  rows(): readonly unknown[];
}

export const oracles: readonly Oracle[] = [{ name: "expr", rows: exprRows }];
