import { actions, uses } from "./actions.ts";
import { type Job, runner, type Step } from "./document.ts";
import type { PreviewSettings } from "./preview-settings.ts";
import { checkOut, inFolder, readsCode } from "./test-job.ts";

/** What needs no secret and no cluster: it runs for everybody's pull requests, those from forks too. */
export function checkJob(settings: PreviewSettings): Job {
  const { apps, folder, slipway, verify } = settings;
  return {
    name: "Check",
    if: "github.event_name == 'pull_request'",
    "runs-on": runner,
    "timeout-minutes": 30,
    permissions: readsCode,
    ...inFolder(folder),
    steps: [
      checkOut(),
      ...nodeSteps(settings),
      ...verify.map((run, index) => ({ name: verify.length === 1 ? "Own checks" : `Own checks ${index + 1}`, run })),
      {
        name: "Check and compile the pipelines",
        run: apps.map((app) => `${slipway} render ${app} --out "$RUNNER_TEMP/manifests/${app}"\n`).join(""),
      },
      { name: "Hold the manifests to the rules", run: `${slipway} check "$RUNNER_TEMP/manifests"\n` },
      { name: "Show the pipelines", run: reportScript(slipway, apps) },
    ],
  };
}

/** Into the run's summary: a fork's pull request may be read, and its workflow may write no comment. */
function reportScript(slipway: string, apps: readonly string[]): string {
  const named = apps.map((app) => `--app ${app}`).join(" ");
  return `code=0
${slipway} report ${named} --out "$RUNNER_TEMP/report.md" || code=$?
cat "$RUNNER_TEMP/report.md" >> "$GITHUB_STEP_SUMMARY"
exit "$code"
`;
}

/** Node and the project's packages. No install script runs: none is needed, and each could read what the job may. */
export function nodeSteps({ versions }: PreviewSettings): Step[] {
  return [
    {
      name: "Set up Node",
      uses: uses(actions.setupNode),
      with: { "node-version": versions.node, "package-manager-cache": false },
    },
    { name: "Install packages", run: "npm ci --ignore-scripts --no-audit --no-fund" },
  ];
}
