/** What `npm test` reads of vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  /** Absolute path. */
  readonly name: string;
  readonly status: string;
  /** Why the file failed as a whole; empty otherwise. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

/** More files than these failing is no accident, and running them again would hide nothing but cost much. */
export const mostFilesTriedAgain = 3;

/** Files to run once more, alone; none when nothing failed, or so many that chance is no explanation. */
export function filesToTryAgain(report: VitestReport): readonly string[] {
  const failed = report.testResults.filter((file) => file.status === "failed").map((file) => file.name);
  return failed.length > mostFilesTriedAgain ? [] : failed;
}

/** The counts of both runs: of the files that ran twice, those of the second. */
export function afterSecondTry(first: VitestReport, second: VitestReport): VitestReport {
  const again = new Set(filesToTryAgain(first));
  const statuses = first.testResults
    .filter((file) => again.has(file.name))
    .flatMap((file) => file.assertionResults.map((test) => test.status));
  const count = (status: readonly string[]) => statuses.filter((each) => status.includes(each)).length;
  return {
    numPassedTests: first.numPassedTests - count(["passed"]) + second.numPassedTests,
    numFailedTests: first.numFailedTests - count(["failed"]) + second.numFailedTests,
    numPendingTests: first.numPendingTests - count(["skipped", "pending"]) + second.numPendingTests,
    testResults: [...first.testResults.filter((file) => !again.has(file.name)), ...second.testResults],
  };
}

/** What failed at first and passed alone, each with the first line of its failure: something to mend, never to forget. */
export function unsteady(first: VitestReport, second: VitestReport): readonly string[] {
  const passed = new Set(second.testResults.filter((file) => file.status === "passed").map((file) => file.name));
  return first.testResults
    .filter((file) => file.status === "failed" && passed.has(file.name))
    .flatMap((file) => {
      const tests = file.assertionResults
        .filter((test) => test.status === "failed")
        .map((test) => `${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
      return tests.length === 0 ? [`${file.name}: ${firstLine(file.message)}`] : tests;
    });
}

function firstLine(message = ""): string {
  return message.split("\n")[0] ?? "";
}
