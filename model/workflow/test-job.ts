import { actions, uses } from "./actions.ts";
import type { DeliverySettings } from "./delivery-settings.ts";
import { type Job, noted, runner, type Step } from "./document.ts";

/** The app's tests: for every pull request too, and nothing is built before they are green. */
export function testJob({ go, test, folder }: DeliverySettings): Job {
  return {
    name: "Test",
    if: "github.ref_type == 'branch'",
    "runs-on": runner,
    "timeout-minutes": 20,
    permissions: readsCode,
    ...inFolder(folder),
    steps: [
      checkOut(),
      ...(go ? goSteps(folder) : []),
      ...test.map((run, index) => ({ name: test.length === 1 ? "Own tests" : `Own tests ${index + 1}`, run })),
    ],
  };
}

export const readsCode = { contents: noted("read", "to check out") } as const;

/** @param history how many commits are fetched; 0 for all. Default: the one that is built. */
export function checkOut(history?: number): Step {
  return {
    name: "Check out",
    uses: uses(actions.checkout),
    with: { "persist-credentials": false, ...(history === undefined ? {} : { "fetch-depth": history }) },
  };
}

/** Scripts of a job run in the app's folder. */
export function inFolder(folder: string): Pick<Job, "defaults"> | object {
  return folder === "." ? {} : { defaults: { run: { "working-directory": folder } } };
}

function goSteps(folder: string): Step[] {
  return [
    {
      name: "Set up Go",
      uses: uses(actions.setupGo),
      // Without a cache: what another run put there must not get into an image that is delivered.
      with: { "go-version-file": folder === "." ? "go.mod" : `${folder}/go.mod`, cache: false },
    },
    { name: "Vet", run: "go vet ./..." },
    { name: "Test with the race detector", run: "go test -race ./..." },
  ];
}
