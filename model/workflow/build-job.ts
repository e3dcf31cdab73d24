import { actions, uses } from "./actions.ts";
import { type DeliverySettings, fullImageName, registryLogin } from "./delivery-settings.ts";
import { type Job, noted, runner, type Step } from "./document.ts";
import { checkOut, inFolder, readsCode } from "./test-job.ts";

/** Builds the image of a tested commit and pushes it with the commit's id as tag, with SBOM and provenance. */
export function buildJob(settings: DeliverySettings): Job {
  const { repository, folder, environment, attest, paths, platforms, emulate } = settings;
  const image = fullImageName(settings.image);
  const isNew = "steps.there.outputs.digest == ''";
  const digest = "${{ steps.there.outputs.digest || steps.build.outputs.digest }}";
  return {
    name: "Build and push",
    // Not in forks, and not for pull requests: they have no token, and shall have none.
    if: `github.event_name == 'push' && github.ref_type == 'branch' && github.repository == '${repository}'`,
    needs: "test",
    "runs-on": runner,
    "timeout-minutes": 30,
    environment,
    permissions: {
      ...readsCode,
      ...packages(settings.image, "write", "to push the image"),
      ...(attest
        ? {
            "id-token": noted("write", "to sign the provenance as this workflow"),
            attestations: noted("write", "to keep the provenance at GitHub"),
          }
        : {}),
    },
    ...inFolder(folder),
    outputs: { commit: "${{ steps.commit.outputs.commit }}", digest },
    steps: [
      checkOut(paths.length > 0 ? 0 : undefined),
      { name: "Tell the commit", id: "commit", run: commitScript(paths) },
      ...(emulate ? [{ name: "Set up emulation", uses: uses(actions.setupQemu) }] : []),
      { name: "Set up Buildx", uses: uses(actions.setupBuildx) },
      logIn(settings.image),
      {
        name: "Look whether the image is there",
        id: "there",
        env: { IMAGE: `${image}:\${{ steps.commit.outputs.commit }}` },
        run: thereScript,
      },
      {
        name: "Build and push",
        id: "build",
        if: isNew,
        uses: uses(actions.buildPush),
        // Kargo orders images by this date: of two pushes at once the newer commit has to win, whoever is built last.
        env: { SOURCE_DATE_EPOCH: "${{ steps.commit.outputs.date }}" },
        with: {
          context: folder,
          platforms: platforms.join(","),
          push: true,
          tags: `${image}:\${{ steps.commit.outputs.commit }}`,
          "build-args": "VERSION=${{ steps.commit.outputs.version }}\nCOMMIT=${{ steps.commit.outputs.commit }}\n",
          labels: [
            "org.opencontainers.image.revision=${{ steps.commit.outputs.commit }}",
            "org.opencontainers.image.version=${{ steps.commit.outputs.version }}",
            `org.opencontainers.image.source=https://github.com/${repository}`,
            "",
          ].join("\n"),
          provenance: "mode=max",
          sbom: true,
        },
      },
      ...(attest ? [attestation(image, digest)] : []),
    ],
  };
}

/** GitHub's own registry is pushed to with the workflow's token; others aren't GitHub's to permit. */
export function packages(image: string, level: "read" | "write", why: string): Job["permissions"] {
  return fullImageName(image).startsWith("ghcr.io/") ? { packages: noted(level, why) } : {};
}

export function logIn(image: string): Step {
  const { registry, userVariable, tokenSecret } = registryLogin(image);
  return {
    name: "Log in to the registry",
    uses: uses(actions.login),
    with: {
      ...(registry === undefined ? {} : { registry }),
      username: userVariable === undefined ? "${{ github.actor }}" : `\${{ vars.${userVariable} }}`,
      password: tokenSecret === undefined ? "${{ github.token }}" : `\${{ secrets.${tokenSecret} }}`,
    },
  };
}

function attestation(image: string, digest: string): Step {
  return {
    name: "Attest where it comes from",
    uses: uses(actions.attest),
    with: {
      "subject-name": image,
      "subject-digest": digest,
      "push-to-registry": true,
      // Would need one more permission, and an organization.
      "create-storage-record": false,
    },
  };
}

/** The commit the image is named after, its version and its date; as Slipway's sandbox does it. */
export function commitScript(paths: readonly string[]): string {
  const top = paths.map((path) => `':(top)${path}'`).join(" ");
  const commit = paths.length === 0 ? "git rev-parse HEAD" : `git log -1 --format=%H -- ${top}`;
  return `commit="$(${commit})"
version="$(printf %.12s "$commit")"
if [ -f VERSION ]; then read -r version < VERSION || true; fi
if [[ ! "$version" =~ ^[0-9A-Za-z][0-9A-Za-z.+-]{0,127}$ ]]; then
  echo "::error::VERSION holds no version: letters, digits and . + - on its first line, as in 0.2.0"
  exit 1
fi
{
  echo "commit=$commit"
  echo "version=$version"
  echo "date=$(git show --no-patch --format=%ct "$commit")"
} >> "$GITHUB_OUTPUT"
`;
}

/** A tag never moves: a run that is started again goes on with the image that the first one pushed. */
const thereScript = `if found="$(docker buildx imagetools inspect "$IMAGE" --format '{{json .Manifest}}')"; then
  echo "digest=$(jq --raw-output .digest <<< "$found")" >> "$GITHUB_OUTPUT"
  echo "$IMAGE is there already and stays as it is."
fi
`;
