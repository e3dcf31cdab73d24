import type { Progress } from "../../progress/progress.ts";

/** A progress that remembers what it was told. */
export function recorder(): { progress: Progress; notes: string[] } {
  const notes: string[] = [];
  const progress: Progress = {
    step: () => ({ update() {}, done() {}, fail() {} }),
    note: (text) => notes.push(text),
  };
  return { progress, notes };
}
