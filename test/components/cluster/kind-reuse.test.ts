import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shell } from "../../support/shell.ts";
import { createKind } from "./kind-scripts.ts";

// As in kind-commands.e2e.test.ts, with a kind that knows one cluster and says of it what the test wrote down.
const fakeKind = `#!/bin/sh
echo "$*" >> "$FAKE/calls"
case "$1 $2" in
  "get clusters") echo slipway ;;
  "get nodes") cat "$FAKE/nodes" ;;
  "get kubeconfig") cat "$FAKE/kubeconfig" ;;
esac
`;
const fakeCurl = `#!/bin/sh
for last in "$@"; do :; done
echo "curl $last" >> "$FAKE/calls"
[ -e "$FAKE/answers" ]
`;

let folder: string;
let state: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-kind-"));
  state = join(folder, "data/slipway/kind/slipway");
  mkdirSync(state, { recursive: true });
  for (const [name, text] of [
    ["kind", fakeKind],
    ["curl", fakeCurl],
  ] as const) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const anew = "kind delete cluster --name slipway, then the same command again";
const nodes = "slipway-control-plane\nslipway-worker\n";
const kubeconfig =
  "clusters:\n- cluster:\n    server: https://127.0.0.1:40123\n  name: kind-slipway\nusers: [canary]\n";

test.each<[string, Record<string, string>, string]>([
  ["without a node", { nodes: "", kubeconfig }, `There is a kind cluster slipway without a node. Run: ${anew}\n`],
  [
    "whose nodes can't be listed",
    { kubeconfig },
    "cat: FOLDER/nodes: No such file or directory\nThere is a kind cluster slipway, and kind can't list its nodes. Run: slipway doctor --kind\n",
  ],
  [
    "without a kubeconfig",
    { nodes },
    "There is a kind cluster slipway (slipway-control-plane slipway-worker), and kind can't read its kubeconfig: its making was cut short, " +
      `or its node doesn't run. If it was in use, start its container: docker start slipway-control-plane slipway-worker. Else run: ${anew}\n`,
  ],
  [
    "whose API server doesn't answer",
    { nodes, kubeconfig },
    "There is a kind cluster slipway (slipway-control-plane slipway-worker), and nothing answered at https://127.0.0.1:40123 within 30 s. " +
      `Start its container: docker start slipway-control-plane slipway-worker. If it is of no use any more, run: ${anew}\n`,
  ],
  [
    "whose making was cut short, although it answers",
    { nodes, kubeconfig, answers: "", "data/slipway/kind/slipway/creating": "" },
    "There is a kind cluster slipway (slipway-control-plane slipway-worker) whose making was cut short: it has a kubeconfig, and perhaps no " +
      `network or storage. Run: ${anew}. If you have made it yourself since, run: rm 'FOLDER/data/slipway/kind/slipway/creating'\n`,
  ],
  ["that answers", { nodes, kubeconfig, answers: "" }, ""],
])("a kind cluster %s", async (_, files, refusal) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { PATH: `${folder}:/usr/bin:/bin`, FAKE: folder, XDG_DATA_HOME: join(folder, "data") };
  const settings = { CLUSTER: "slipway", HOSTS: "", CONFIG_DIGEST: "digest" };
  expect(await shell(createKind, { env: { ...env, ...settings }, cwd: folder, input: "" })).toEqual({
    code: refusal === "" ? 0 : 1,
    stdout: refusal === "" ? "reused slipway\n" : "",
    stderr: refusal.replace("FOLDER", folder),
  });
  expect(readFileSync(join(folder, "calls"), "utf8")).not.toMatch(/create|delete/);
  expect(existsSync(state)).toBe(true);
});
