import { actions, uses } from "./actions.ts";
import { type Job, noted, runner, type Step } from "./document.ts";
import { nodeSteps } from "./preview-check-job.ts";
import { type PreviewSettings, previewNames } from "./preview-settings.ts";
import { checkOut, inFolder, readsCode } from "./test-job.ts";

const enabled = `vars.${previewNames.enabled} == 'true'`;
/** A fork's code never meets a secret: GitHub gives it none, and this says so before anything fails for want of one. */
const ownPullRequest =
  "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository";

/** Previews every stack with the policy pack and keeps what the engine says. */
export function previewJob(settings: PreviewSettings): Job {
  const { folder, stacks } = settings;
  return {
    name: "Preview",
    if: `${ownPullRequest} && ${enabled}`,
    needs: "check",
    "runs-on": runner,
    "timeout-minutes": 30,
    environment: previewNames.environment,
    permissions: readsCode,
    ...inFolder(folder),
    steps: [
      checkOut(),
      ...nodeSteps(settings),
      ...pulumiSteps(settings),
      {
        name: "Preview every stack",
        env: backendEnv,
        run: `${settings.slipway} preview ${stacks.join(" ")} --events "$RUNNER_TEMP/events"\n`,
      },
      {
        name: "Keep what the engine said",
        // What fails is a part of what a reviewer has to see.
        if: "!cancelled()",
        uses: uses(actions.uploadArtifact),
        with: { name: "events", path: "${{ runner.temp }}/events", "retention-days": 7, "if-no-files-found": "error" },
      },
    ],
  };
}

/** Writes the comment, with the code of the branch that the pull request goes to: its own could write anything. */
export function commentJob(settings: PreviewSettings): Job {
  const { folder, stacks, slipway } = settings;
  const files = stacks.map((stack) => `  --stack "${stack}=$RUNNER_TEMP/events/${stack}.jsonl" \\\n`).join("");
  return {
    name: "Comment",
    if: `!cancelled() && needs.preview.result != 'skipped' && ${ownPullRequest}`,
    needs: "preview",
    "runs-on": runner,
    "timeout-minutes": 10,
    permissions: { ...readsCode, "pull-requests": noted("write", "to write the comment") },
    ...inFolder(folder),
    steps: [
      {
        ...checkOut(),
        with: { ...checkOut().with, ref: "${{ github.event.pull_request.base.sha }}" },
      },
      ...nodeSteps(settings),
      {
        name: "Get what the engine said",
        uses: uses(actions.downloadArtifact),
        with: { name: "events", path: "${{ runner.temp }}/events" },
      },
      {
        name: "Write the comment",
        env: { GITHUB_TOKEN: "${{ github.token }}" },
        run: `${slipway} report \\\n${files}  --out "$RUNNER_TEMP/comment.md" --post\n`,
      },
    ],
  };
}

/** The engine. Slipway brings the policies and what they have to know of each stack. */
export function pulumiSteps({ versions }: PreviewSettings): Step[] {
  return [{ name: "Set up Pulumi", uses: uses(actions.pulumi), with: { "pulumi-version": versions.pulumi } }];
}

/** Where a stack's state is, and what opens it. Given to the one step that needs it. */
export const backendEnv = {
  PULUMI_BACKEND_URL: `\${{ vars.${previewNames.backend} || 'https://api.pulumi.com' }}`,
  PULUMI_ACCESS_TOKEN: `\${{ secrets.${previewNames.accessToken} }}`,
  PULUMI_CONFIG_PASSPHRASE: `\${{ secrets.${previewNames.passphrase} }}`,
} as const;
