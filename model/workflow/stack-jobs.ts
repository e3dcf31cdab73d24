import { type Job, runner } from "./document.ts";
import { nodeSteps } from "./preview-check-job.ts";
import { backendEnv, pulumiSteps } from "./preview-jobs.ts";
import { type PreviewSettings, previewNames } from "./preview-settings.ts";
import { checkOut, inFolder, readsCode } from "./test-job.ts";

const enabled = `vars.${previewNames.enabled} == 'true' && !github.event.repository.fork`;

/** `slipway up` of one stack, which is `pulumi up` with the policies, in the GitHub environment of its name, whose reviewers are asked first. */
export function upJob(settings: PreviewSettings, stack: string, after: string | undefined): Job {
  return {
    name: `Up ${stack}`,
    if: `github.event_name == 'push' && ${enabled}`,
    ...(after === undefined ? {} : { needs: `up-${after}` }),
    "runs-on": runner,
    "timeout-minutes": 60,
    environment: stack,
    permissions: readsCode,
    ...inFolder(settings.folder),
    steps: [
      checkOut(),
      ...nodeSteps(settings),
      ...pulumiSteps(settings),
      {
        name: `Bring ${stack} up`,
        env: backendEnv,
        run: `${settings.slipway} up ${stack}\n`,
      },
    ],
  };
}

/** Whether what runs is still what the code says, for each stack by itself; red when it isn't. */
export function driftJob(settings: PreviewSettings): Job {
  return {
    name: "Drift of ${{ matrix.stack }}",
    if: `(github.event_name == 'schedule' || github.event_name == 'workflow_dispatch') && ${enabled}`,
    "runs-on": runner,
    "timeout-minutes": 30,
    environment: previewNames.environment,
    permissions: readsCode,
    strategy: { "fail-fast": false, matrix: { stack: settings.stacks } },
    ...inFolder(settings.folder),
    steps: [
      checkOut(),
      ...nodeSteps(settings),
      ...pulumiSteps(settings),
      {
        name: "Look for drift",
        env: { ...backendEnv, STACK: "${{ matrix.stack }}" },
        run: 'pulumi preview --stack "$STACK" --refresh --expect-no-changes --non-interactive\n',
      },
    ],
  };
}
