/** One piece of long work that a person watches. Ended exactly once, by `done` or `fail`. */
export interface Step {
  /** Replaces the text after the step's name: "4 of 31 packages, about 3 min left". */
  update(text: string): void;
  done(text?: string): void;
  fail(text?: string): void;
}

/** Where long work says what it is doing: a live list on a terminal, plain lines elsewhere. */
export interface Progress {
  step(name: string): Step;
  /** A line that stays: a fact, a warning, a stand-in's name. */
  note(text: string): void;
}

/** For callers that show nothing. */
export const silent: Progress = {
  step: () => ({ update() {}, done() {}, fail() {} }),
  note() {},
};
