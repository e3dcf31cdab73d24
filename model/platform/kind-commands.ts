/**
 * Shell lines that carry a kind cluster, for /bin/sh. What is a user's comes by the environment, never by the text:
 * CLUSTER its name, CONFIG_DIGEST of its config (which comes on stdin), HOSTS the file for the node's containerd or nothing.
 *
 * Beside the cluster stands a folder of this machine's with that file, which is mounted into the node, and with the config
 * that made it and its digest: a cluster of that name with other ports or without that mount can't be mended, only made anew.
 * That is left to whoever takes it down first: it is gone then with all that any stack has in it, and in one run Pulumi can't
 * replace a cluster together with what stands in it (pulumi/pulumi#14650).
 * While kind makes a cluster a file `creating` stands there too, so that one whose making was cut short isn't taken for whole.
 */
const common = `set -eu
folder="\${XDG_DATA_HOME:-$HOME/.local/share}/slipway/kind/\${CLUSTER:?}"
fail() { printf '%s\\n' "$1" >&2; exit 1; }
bounded() { if command -v timeout >/dev/null; then timeout 30 "$@"; else "$@"; fi; }
late() { if [ "$1" = 124 ]; then printf ' within 30 s'; fi; }
command -v kind >/dev/null || fail "There is no kind on PATH. Install it (https://kind.sigs.k8s.io/), then run: slipway doctor --kind"
clusters=$(bounded kind get clusters) || fail "kind can't list its clusters$(late $?), so no container engine answers. Run: slipway doctor --kind"
there() { printf '%s\\n' "$clusters" | grep -qxF -- "$CLUSTER"; }
`;

/** Refuses a cluster that is there and can't be used, with what was found and what to do; deletes nothing. */
const usable = `
usable() {
  anew="kind delete cluster --name $CLUSTER, then the same command again"
  nodes=$(bounded kind get nodes --name "$CLUSTER") || fail "There is a kind cluster $CLUSTER, and kind can't list its nodes$(late $?). Run: slipway doctor --kind"
  nodes=$(printf '%s\\n' "$nodes" | tr '\\n' ' ' | sed 's/ $//')
  [ -n "$nodes" ] || fail "There is a kind cluster $CLUSTER without a node. Run: $anew"
  kubeconfig=$(bounded kind get kubeconfig --name "$CLUSTER" 2>/dev/null) || fail "There is a kind cluster $CLUSTER ($nodes), and kind can't read its kubeconfig: its making was cut short, or its node doesn't run. If it was in use, start its container: docker start $nodes. Else run: $anew"
  if [ -e "$folder/creating" ]; then
    fail "There is a kind cluster $CLUSTER ($nodes) whose making was cut short: it has a kubeconfig, and perhaps no network or storage. Run: $anew. If you have made it yourself since, run: rm '$folder/creating'"
  fi
  server=$(printf '%s\\n' "$kubeconfig" | sed -n 's/^ *server: *//p' | head -n 1)
  if [ -n "$server" ] && command -v curl >/dev/null; then
    curl -ks --noproxy '*' --max-time 10 --retry 15 --retry-delay 2 --retry-connrefused --retry-max-time 30 -o /dev/null "$server/livez" || fail "There is a kind cluster $CLUSTER ($nodes), and nothing answered at $server within 30 s. Start its container: docker start $nodes. If it is of no use any more, run: $anew"
  fi
}
`;

/** Hands kind's lines on, without the password of a proxy: kind shows the whole call of its engine when that fails. */
const masked = `
masked() {
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in *://*@*) line=$(printf '%s\\n' "$line" | sed 's#://[^/ ]*@#://…@#g') ;; esac
    printf '%s\\n' "$line"
  done
}
`;

const create = `create() {
  if there; then
    usable
    if [ -n "$HOSTS" ] && [ "$(cat "$folder/config.sha256" 2>/dev/null)" != "$CONFIG_DIGEST" ]; then
      fail "There is a kind cluster $CLUSTER already, which this config didn't make: it has no way to a local registry, and kind can't add one. Run: kind delete cluster --name $CLUSTER, or choose another platform.cluster.name"
    fi
    printf 'reused %s\\n' "$CLUSTER"
  else
    mkdir -p "$folder/registry"
    cd "$folder"
    if [ -n "$HOSTS" ]; then printf '%s' "$HOSTS" > registry/hosts.toml; fi
    : > creating
    rm -f failed
    cat > config.yaml
    { kind create cluster --name "$CLUSTER" --config - --wait 180s 2>&1 < config.yaml || : > failed; } | masked >&2
    [ ! -e failed ] || fail "kind couldn't create cluster $CLUSTER: what it said is above. A port that is taken, or an engine with too little memory, is the usual reason. Run: slipway doctor --kind"
    rm -f creating
    printf '%s' "$CONFIG_DIGEST" > config.sha256
    printf 'created %s\\n' "$CLUSTER"
  fi
}
`;

/**
 * Run when a setting has changed. Refuses what only another cluster could have; else the same as `create`. Pulumi hands over
 * what that printed, which has the name of the cluster that all the rest stands in.
 */
const change = `change() {
  was=$(printf '%s\\n' "\${PULUMI_COMMAND_STDOUT:-}" | sed -n 's/^[a-z]* //p')
  first="take down what stands in it first: slipway down, then slipway up"
  if [ -n "$was" ] && [ "$was" != "$CLUSTER" ]; then
    fail "This stack's kind cluster is $was, and platform.cluster.name now says $CLUSTER: that would be another cluster, with nothing in it. Set the name back, or $first"
  fi
  there || fail "The kind cluster $CLUSTER isn't there any more, and the stacks still count on what was in it. Run: slipway down --cluster-gone, then slipway up"
  made=$(cat "$folder/config.sha256" 2>/dev/null || :)
  if [ -n "$made" ] && [ "$made" != "$CONFIG_DIGEST" ]; then
    diff "$folder/config.yaml" - 2>/dev/null | grep '^[<>]' >&2 || :
    fail "The kind cluster $CLUSTER was made with another config (above: < what it has, > what is asked for), and kind can't change a cluster. Set platform.cluster back (its image too, where an upgrade of Slipway asks for a newer one), or $first"
  fi
  create
}
`;

const remove = `delete() {
  if there; then kind delete cluster --name "$CLUSTER"; fi
  rm -rf "$folder"
}
`;

/**
 * What runs `create`, `change` and `delete`. As interpreter, since @pulumi/command shows the command of one that failed whole,
 * and above what it said. `create` prints `created` or `reused` and the cluster's name, `change` the same.
 */
export const kindShell: readonly string[] = [
  "/bin/sh",
  "-c",
  `${common}${usable}${masked}${create}${change}${remove}"$1"\n`,
  "kind",
];

/** Prints a kubeconfig. */
export const readKind = 'kind get kubeconfig --name "$CLUSTER"';
