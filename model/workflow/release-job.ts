import { actions, uses } from "./actions.ts";
import { commitScript, logIn, packages } from "./build-job.ts";
import { type DeliverySettings, fullImageName } from "./delivery-settings.ts";
import { type Job, runner } from "./document.ts";
import { checkOut, inFolder, readsCode } from "./test-job.ts";

/** What a Git tag of a release begins with: `v`, or `shop/v` where several apps share a repository. */
export function releasePrefix({ app, paths }: DeliverySettings): string {
  return paths.length === 0 ? "v" : `${app}/v`;
}

/**
 * Gives the image of a tagged commit the release's version as a second tag: the very image that was tested and promoted,
 * not another build.
 */
export function releaseJob(settings: DeliverySettings): Job {
  return {
    name: "Name the release",
    if: `github.ref_type == 'tag' && github.repository == '${settings.repository}'`,
    "runs-on": runner,
    // The image of a commit that was tagged as it was pushed is built meanwhile.
    "timeout-minutes": 60,
    environment: settings.environment,
    permissions: { ...readsCode, ...packages(settings.image, "write", "to add the tag") },
    ...inFolder(settings.folder),
    steps: [
      checkOut(settings.paths.length > 0 ? 0 : undefined),
      { name: "Tell the commit", id: "commit", run: commitScript(settings.paths) },
      { name: "Set up Buildx", uses: uses(actions.setupBuildx) },
      logIn(settings.image),
      {
        name: "Tag the image",
        env: {
          IMAGE: fullImageName(settings.image),
          COMMIT: "${{ steps.commit.outputs.commit }}",
          VERSION: "${{ steps.commit.outputs.version }}",
          PREFIX: releasePrefix(settings),
        },
        run: tagScript,
      },
    ],
  };
}

const tagScript = `release="\${GITHUB_REF_NAME#"$PREFIX"}"
if [ -f VERSION ] && [ "$VERSION" != "$release" ]; then
  echo "::error::The tag says $release and the file VERSION says $VERSION: the server would tell another version than its image"
  exit 1
fi
for attempt in {1..90}; do
  if docker buildx imagetools inspect "$IMAGE:$COMMIT" > /dev/null; then
    docker buildx imagetools create --tag "$IMAGE:$release" "$IMAGE:$COMMIT"
    exit
  fi
  echo "$IMAGE:$COMMIT isn't there yet ($attempt of 90)"
  sleep 30
done
echo "::error::$IMAGE:$COMMIT didn't come within 45 minutes: was that commit pushed to the branch, and are its tests green?"
exit 1
`;
