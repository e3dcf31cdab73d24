/**
 * Shell lines that carry a kind cluster, for /bin/sh. What is a user's comes by the environment, never by the text:
 * CLUSTER its name, CONFIG_DIGEST of its config (which comes on stdin), HOSTS the file for the node's containerd or nothing.
 *
 * Beside the cluster stands a folder of this machine's with that file, which is mounted into the node, and with the digest of
 * the config that made it: a cluster of that name with other ports or without that mount can't be mended, only made anew.
 */
const common = `set -eu
folder="\${XDG_DATA_HOME:-$HOME/.local/share}/slipway/kind/\${CLUSTER:?}"
fail() { printf '%s\\n' "$1" >&2; exit 1; }
command -v kind >/dev/null || fail "There is no kind on PATH. Install it (https://kind.sigs.k8s.io/), then run: slipway doctor --kind"
clusters=$(kind get clusters) || fail "kind can't list its clusters, so no container engine answers. Run: slipway doctor --kind"
there() { printf '%s\\n' "$clusters" | grep -qxF -- "$CLUSTER"; }
`;

export const createKind = `${common}
if there; then
  if [ -n "$HOSTS" ] && [ "$(cat "$folder/config.sha256" 2>/dev/null)" != "$CONFIG_DIGEST" ]; then
    fail "There is a kind cluster $CLUSTER already, which this config didn't make: it has no way to a local registry, and kind can't add one. Run: kind delete cluster --name $CLUSTER, or choose another platform.cluster.name"
  fi
  printf 'reused %s\\n' "$CLUSTER"
else
  mkdir -p "$folder/registry"
  cd "$folder"
  if [ -n "$HOSTS" ]; then printf '%s' "$HOSTS" > registry/hosts.toml; fi
  kind create cluster --name "$CLUSTER" --config - --wait 180s >&2 || fail "kind couldn't create cluster $CLUSTER: what it said is above. A port that is taken, or an engine with too little memory, is the usual reason. Run: slipway doctor --kind"
  printf '%s' "$CONFIG_DIGEST" > config.sha256
  printf 'created %s\\n' "$CLUSTER"
fi
`;

export const deleteKind = `${common}
if there; then kind delete cluster --name "$CLUSTER"; fi
rm -rf "$folder"
`;

/** Prints a kubeconfig. */
export const readKind = 'kind get kubeconfig --name "$CLUSTER"';
