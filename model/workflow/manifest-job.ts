import { actions, uses } from "./actions.ts";
import { type DeliverySettings, fullImageName, type ManifestJob, names } from "./delivery-settings.ts";
import { type Job, noted, runner } from "./document.ts";
import { checkOut, readsCode } from "./test-job.ts";

/** Commits the new image, by digest, to the branch: for a Warehouse that subscribes to Git only. */
export function manifestJob(settings: DeliverySettings, manifests: ManifestJob): Job {
  const { app, branch, environment } = settings;
  const { folder, placeholder, appToken } = manifests;
  return {
    name: "Commit the image to the manifests",
    needs: "build",
    "runs-on": runner,
    "timeout-minutes": 10,
    // The App's key is there.
    ...(appToken ? { environment } : {}),
    permissions: appToken ? readsCode : { contents: noted("write", "to push the commit") },
    steps: [
      checkOut(0),
      ...(appToken ? [appTokenStep] : []),
      {
        name: "Commit the image",
        env: {
          APP: app,
          BRANCH: branch,
          FOLDER: folder,
          PLACEHOLDER: placeholder,
          IMAGE: fullImageName(settings.image),
          COMMIT: "${{ needs.build.outputs.commit }}",
          DIGEST: "${{ needs.build.outputs.digest }}",
          TOKEN: appToken ? "${{ steps.token.outputs.token }}" : "${{ github.token }}",
          BOT: appToken ? "${{ steps.token.outputs.app-slug }}[bot]" : "github-actions[bot]",
        },
        run: manifestScript,
      },
    ],
  };
}

const appTokenStep = {
  name: "Get the App's token",
  id: "token",
  uses: uses(actions.appToken),
  with: {
    "client-id": `\${{ vars.${names.appClientId} }}`,
    "private-key": `\${{ secrets.${names.appPrivateKey} }}`,
    "permission-contents": "write",
  },
} as const;

/**
 * The commit is made anew on the branch's newest each time somebody else's push came first: a rebase that can't conflict.
 * `[skip ci]` and the workflow's path filter keep it from starting the next run.
 */
const manifestScript = `authorization="$(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)"
echo "::add-mask::$authorization"
# By the environment: an argument would show in the list of processes.
export GIT_CONFIG_COUNT=1 GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraHeader"
export GIT_CONFIG_VALUE_0="Authorization: Basic $authorization"
export GIT_AUTHOR_NAME="$BOT" GIT_AUTHOR_EMAIL="$BOT@users.noreply.github.com"
export GIT_COMMITTER_NAME="$BOT" GIT_COMMITTER_EMAIL="$BOT@users.noreply.github.com"
# Whatever a person wrote: read here, it is data and never a part of this script.
subject="$(git log -1 --format=%s "$COMMIT" | tr --delete '[:cntrl:]')"

for attempt in {1..5}; do
  git fetch --quiet --no-tags origin "+refs/heads/$BRANCH:refs/remotes/origin/$BRANCH"
  git checkout --quiet --force --detach "refs/remotes/origin/$BRANCH"

  # Of two runs at once the older may come last: the newer commit's image stays.
  there="$(awk -v name="$IMAGE" '
    $1 == "newName:" { found = $2 == name }
    $1 == "newTag:" && found { gsub(/"/, "", $2); print $2; exit }
  ' "$FOLDER"/[kK]ustomization*)"
  if [ "$there" != "$COMMIT" ] && git merge-base --is-ancestor "$COMMIT" "$there" 2> /dev/null; then
    echo "The image of the newer commit $there is there: nothing to do for $COMMIT."
    exit
  fi

  (cd "$FOLDER" && kustomize edit set image "$PLACEHOLDER=$IMAGE:$COMMIT@$DIGEST")
  git add --update -- "$FOLDER"
  if git diff --cached --quiet; then
    echo "The manifests have $IMAGE:$COMMIT@$DIGEST already."
    exit
  fi
  git commit --quiet --cleanup=verbatim --file=- <<< "Deliver $APP \${COMMIT:0:12}

$IMAGE:$COMMIT@$DIGEST
> \${subject:0:200}

[skip ci]"
  if git push --quiet origin "HEAD:refs/heads/$BRANCH"; then
    echo "$BRANCH has $IMAGE:$COMMIT@$DIGEST, commit $(git rev-parse HEAD)."
    exit
  fi
  echo "Attempt $attempt of 5: the push was refused."
  sleep "$((attempt + RANDOM % 3))"
done
echo "::error::The commit with the new image didn't get to $BRANCH in 5 attempts; Git says why above. Start this job again once that is mended: it goes on where it stopped"
exit 1
`;
