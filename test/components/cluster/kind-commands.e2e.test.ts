import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readKind } from "../../../model/platform/kind-commands.ts";
import { type ShellResult, shell } from "../../support/shell.ts";
import { createKind, deleteKind } from "./kind-scripts.ts";

// The lines that Pulumi hands to /bin/sh, run by /bin/sh, with a `kind` on PATH that records what it is asked and keeps its
// clusters in a file: whatever a name or a folder is called. kind itself: kind-itself.e2e.test.ts.
const fakeKind = `#!/bin/sh
{ printf '%s' "$1"; shift; printf ' [%s]' "$@"; echo; } >> "$FAKE/calls"
case "$*" in
  clusters) [ ! -e "$FAKE/engine-down" ] || { echo "ERROR: failed to list clusters" >&2; exit 1; }; cat "$FAKE/clusters" ;;
  "cluster --name"*"--config"*) cat > "$FAKE/config"; pwd > "$FAKE/folder"
    [ ! -e "$FAKE/create-fails" ] || { echo "ERROR: port is already allocated" >&2; exit 1; }
    printf '%s\\n' "$3" >> "$FAKE/clusters" ;;
  "cluster --name"*) grep -vxF -- "$3" "$FAKE/clusters" > "$FAKE/left" || true; mv "$FAKE/left" "$FAKE/clusters" ;;
  "nodes --name"*) printf '%s-control-plane\\n' "$3" ;;
  "kubeconfig --name"*) printf 'kubeconfig of %s\\n' "$3" ;;
esac
`;

let folder: string;
let home: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-kind-"));
  home = join(folder, "ho me");
  mkdirSync(join(folder, "bin"));
  mkdirSync(home);
  writeFileSync(join(folder, "bin", "kind"), fakeKind);
  chmodSync(join(folder, "bin", "kind"), 0o755);
  writeFileSync(join(folder, "clusters"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(
  script: string | readonly string[],
  environment: Record<string, string>,
  bin = join(folder, "bin"),
): Promise<ShellResult> {
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home, FAKE: folder, ...environment };
  return shell(script, { env, cwd: folder, input: "the config\n" });
}

const calls = () => (existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").split("\n") : []);
const state = (cluster: string) => join(home, ".local/share/slipway/kind", cluster);
const settings = (CLUSTER: string, HOSTS = "") => ({ CLUSTER, HOSTS, CONFIG_DIGEST: "digest-1" });

describe("the shell lines of a kind cluster", () => {
  test("make one that isn't there, with the config on stdin", async () => {
    expect(await run(createKind, settings("slipway"))).toEqual({ code: 0, stdout: "created slipway\n", stderr: "" });
    expect(calls()).toEqual([
      "get [clusters]",
      "create [cluster] [--name] [slipway] [--config] [-] [--wait] [180s]",
      "",
    ]);
    expect(readFileSync(join(folder, "config"), "utf8")).toBe("the config\n");
    expect(existsSync(join(state("slipway"), "registry/hosts.toml"))).toBe(false);
    expect(existsSync(join(state("slipway"), "creating"))).toBe(false);
  });

  test("reuse one of that very name, and no other", async () => {
    writeFileSync(join(folder, "clusters"), "my-slipway\nslipway-2\nslipwayX\n");
    expect((await run(createKind, settings("slipway"))).stdout).toBe("created slipway\n");
    expect((await run(createKind, settings("slipway"))).stdout).toBe("reused slipway\n");
    // A dot in a name is a dot, not any character.
    expect((await run(createKind, settings("slipway."))).stdout).toBe("created slipway.\n");
  });

  test("put the file for the node's containerd where kind finds it, whatever the home folder is called", async () => {
    const { code } = await run(createKind, settings("slipway", 'server = "http://10.96.0.80"\n'));
    expect(code).toBe(0);
    expect(readFileSync(join(state("slipway"), "registry/hosts.toml"), "utf8")).toBe('server = "http://10.96.0.80"\n');
    expect(readFileSync(join(folder, "folder"), "utf8").trim()).toBe(state("slipway"));
  });

  test("go by XDG_DATA_HOME where it is set", async () => {
    const data = join(folder, "data");
    await run(createKind, { ...settings("slipway", "x"), XDG_DATA_HOME: data });
    expect(readFileSync(join(data, "slipway/kind/slipway/registry/hosts.toml"), "utf8")).toBe("x");
  });

  test("reuse their own cluster with a registry after a run that was cut short, and refuse a stranger's", async () => {
    const local = settings("slipway", "hosts");
    await run(createKind, local);
    expect((await run(createKind, local)).stdout).toBe("reused slipway\n");
    const stranger = await run(createKind, { ...local, CONFIG_DIGEST: "digest-2" });
    expect(stranger).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "There is a kind cluster slipway already, which this config didn't make: it has no way to a local registry, and kind can't add one. Run: kind delete cluster --name slipway, or choose another platform.cluster.name\n",
    });
  });

  test("remember no cluster that wasn't made", async () => {
    writeFileSync(join(folder, "create-fails"), "");
    const { code, stdout, stderr } = await run(createKind, settings("slipway", "hosts"));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      "ERROR: port is already allocated\nkind couldn't create cluster slipway: what it said is above. A port that is taken, or an engine with too little memory, is the usual reason. Run: slipway doctor --kind\n",
    );
    expect(existsSync(join(state("slipway"), "config.sha256"))).toBe(false);
    rmSync(join(folder, "create-fails"));
    expect((await run(createKind, settings("slipway", "hosts"))).stdout).toBe("created slipway\n");
  });

  test("say what is missing: kind, or an engine under it", async () => {
    const none = await run(createKind, settings("slipway"), join(folder, "nowhere"));
    expect(none).toEqual({
      code: 1,
      stdout: "",
      stderr: "There is no kind on PATH. Install it (https://kind.sigs.k8s.io/), then run: slipway doctor --kind\n",
    });
    writeFileSync(join(folder, "engine-down"), "");
    const down = await run(createKind, settings("slipway"));
    expect([down.code, down.stderr]).toEqual([
      1,
      "ERROR: failed to list clusters\nkind can't list its clusters, so no container engine answers. Run: slipway doctor --kind\n",
    ]);
    expect(calls().filter((line) => line.startsWith("create"))).toEqual([]);
  });

  test("delete the cluster and what was kept beside it, and are content when it is gone already", async () => {
    await run(createKind, settings("slipway", "hosts"));
    await run(createKind, settings("other"));
    expect(await run(deleteKind, settings("slipway"))).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(folder, "clusters"), "utf8")).toBe("other\n");
    expect([existsSync(state("slipway")), existsSync(state("other"))]).toEqual([false, true]);
    expect((await run(deleteKind, settings("slipway"))).code).toBe(0);
    expect(calls().filter((line) => line.startsWith("delete"))).toEqual(["delete [cluster] [--name] [slipway]"]);
  });

  test("touch nothing without a name", async () => {
    writeFileSync(join(home, "precious"), "");
    await run(createKind, settings("other"));
    for (const script of [createKind, deleteKind]) expect((await run(script, settings(""))).code).not.toBe(0);
    expect(existsSync(state("other"))).toBe(true);
  });

  // Config refuses them; the lines would still run none of it.
  test.each(["$(touch pwned)", "`touch pwned`", "a; touch pwned", "a b", "-rf", "a'b", 'a"b', "*", "a\\nb"])(
    "take %j for a name and nothing else",
    async (name) => {
      await run(createKind, settings(name, "hosts"));
      expect((await run(readKind, settings(name))).stdout).toBe(`kubeconfig of ${name}\n`);
      await run(deleteKind, settings(name));
      expect(existsSync(join(folder, "pwned"))).toBe(false);
      expect(calls()).toContain(`create [cluster] [--name] [${name}] [--config] [-] [--wait] [180s]`);
      expect(calls()).toContain(`delete [cluster] [--name] [${name}]`);
      expect(readFileSync(join(folder, "clusters"), "utf8")).toBe("");
    },
  );
});
