import { type Job, shell, workflowText } from "./document.ts";
import { checkJob } from "./preview-check-job.ts";
import { commentJob, previewJob } from "./preview-jobs.ts";
import type { PreviewSettings } from "./preview-settings.ts";
import { driftJob, upJob } from "./stack-jobs.ts";

/** Path of a project's preview workflow from the repository's root. */
export const previewFile = ".github/workflows/preview.yaml";

/**
 * The workflow of the project that holds the pipelines: on a pull request its checks, a preview of every stack and one
 * comment; on the branch `up`, stack after stack; each night a look whether anything drifted. Settings are expected to have
 * passed `checkPreview`.
 *
 * @returns the file's text, the same for the same settings
 */
export function previewWorkflow(settings: PreviewSettings): string {
  const { branch, stacks } = settings;
  const head = [
    "Shows in a pull request what pulumi up would change, brings the stacks up on the branch, and looks for drift.",
    "Written by `slipway workflow`; see docs/workflows.md. Edit it as you like: it isn't overwritten without --force.",
  ];
  return workflowText(head, {
    name: "preview",
    on: {
      pull_request: { branches: [branch] },
      push: { branches: [branch] },
      // Not on the hour, when everybody's nightly runs start.
      schedule: [{ cron: "23 3 * * *" }],
      workflow_dispatch: {},
    },
    permissions: {},
    concurrency: {
      group: "preview-${{ github.event_name }}-${{ github.ref }}",
      // An update that is cut off leaves a lock and half a change.
      "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    },
    defaults: shell,
    jobs: {
      check: checkJob(settings),
      preview: previewJob(settings),
      comment: commentJob(settings),
      ...ups(settings, stacks),
      drift: driftJob(settings),
    },
  });
}

function ups(settings: PreviewSettings, stacks: readonly string[]): Record<string, Job> {
  return Object.fromEntries(
    stacks.map((stack, index) => [`up-${stack}`, upJob(settings, stack, stacks[index - 1])] as const),
  );
}
