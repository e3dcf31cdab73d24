import { buildJob } from "./build-job.ts";
import type { DeliverySettings } from "./delivery-settings.ts";
import { shell, workflowText } from "./document.ts";
import { manifestJob } from "./manifest-job.ts";
import { releaseJob, releasePrefix } from "./release-job.ts";
import { testJob } from "./test-job.ts";

/** Path of an app's delivery workflow from the repository's root: one file each where several apps share a repository. */
export function deliveryFile({ app, paths }: DeliverySettings): string {
  return `.github/workflows/${paths.length === 0 ? "cd" : `cd-${app}`}.yaml`;
}

/**
 * The workflow that makes an image of every commit: test, build, push by commit id, SBOM, provenance; and, when the
 * settings say so, the commit that puts it into the manifests. Settings are expected to have passed `checkDelivery`.
 *
 * @returns the file's text, the same for the same settings
 */
export function deliveryWorkflow(settings: DeliverySettings): string {
  const { app, branch, manifests, paths } = settings;
  const name = paths.length === 0 ? "cd" : `cd ${app}`;
  const head = [
    `Tests ${app}, builds its image and pushes it with the commit's id as tag. ${
      manifests === "kargo" ? "Kargo takes it from there." : "Then commits it to the manifests, where Kargo finds it."
    }`,
    "Written by `slipway workflow`; see docs/workflows.md. Edit it as you like: it isn't overwritten without --force.",
  ];
  return workflowText(head, {
    name,
    on: {
      push: {
        branches: [branch],
        tags: [`${releasePrefix(settings)}[0-9]+.[0-9]+.[0-9]+*`],
        ...pathFilter(settings),
      },
      // Without a path filter: a check that rules ask for has to come, or nothing can be merged.
      pull_request: { branches: [branch] },
    },
    permissions: {},
    concurrency: {
      group: `${name.replace(" ", "-")}-\${{ github.ref }}`,
      "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    },
    defaults: shell,
    jobs: {
      test: testJob(settings),
      build: buildJob(settings),
      ...(manifests === "kargo" ? {} : { manifests: manifestJob(settings, manifests) }),
      release: releaseJob(settings),
    },
  });
}

/** Which pushes count. The manifest job's own commits don't: it would answer itself for ever. */
function pathFilter({ paths, manifests, app }: DeliverySettings): object {
  const written = manifests === "kargo" ? [] : [`${manifests.folder}/**`];
  if (paths.length === 0) return written.length === 0 ? {} : { "paths-ignore": written };
  const own = paths.flatMap((path) => (path === "." ? ["**"] : [path, `${path}/**`]));
  return { paths: [...own, `.github/workflows/cd-${app}.yaml`, ...written.map((path) => `!${path}`)] };
}
