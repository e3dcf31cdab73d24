import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { UserError } from "../../../model/problem.ts";
import { silent } from "../../../progress/progress.ts";
import { identify } from "../../../sandbox/process-identity.ts";
import { dataFolder, pinnedSum, programPath } from "../../../sandbox/toolchain/cache.ts";
import { dataSetNamed, dataSets } from "../../../sandbox/toolchain/data-sets.ts";
import { programNamed, programs } from "../../../sandbox/toolchain/programs.ts";
import { openToolchain } from "../../../sandbox/toolchain/toolchain.ts";
import { fakeGo, recorder, scratch, script } from "./fake-go.ts";

/** For what takes some shells to start, in milliseconds; vitest's own second is too short for that on a busy machine. */
const busy = 45_000;

/** PATH of an ordinary user: the fake Go first, and the shell's own tools. */
const withTools = (...folders: string[]) => ({ PATH: [...folders, "/usr/bin", "/bin"].join(delimiter) });

function put(cache: string, name: Parameters<typeof programNamed>[0]): string {
  return script(programPath(cache, programNamed(name)), "true");
}

describe("a program", () => {
  test("is taken from PATH when its version is the pinned one", async () => {
    const folder = scratch();
    const path = script(join(folder, "bin", "kustomize"), "echo v5.8.1");
    const toolchain = openToolchain({
      cache: join(folder, "cache"),
      progress: silent,
      env: withTools(join(folder, "bin")),
    });
    expect(await toolchain.get("kustomize")).toBe(path);
  });

  test("of another version on PATH is passed over, and the next one on PATH looked at", async () => {
    const folder = scratch();
    script(join(folder, "a", "kustomize"), "echo v5.8.0");
    script(join(folder, "b", "kustomize"), "exit 1");
    const path = script(join(folder, "c", "kustomize"), "echo v5.8.1");
    const env = withTools(...["a", "b", "c"].map((name) => join(folder, name)));
    expect(await openToolchain({ cache: join(folder, "cache"), progress: silent, env }).get("kustomize")).toBe(path);
  });

  test("of a wrong version on PATH gives way to the one in the cache, without Go", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    script(join(folder, "bin", "kube-apiserver"), "echo Kubernetes v1.36.2");
    const path = put(cache, "kube-apiserver");
    const toolchain = openToolchain({ cache, progress: silent, env: withTools(join(folder, "bin")) });
    expect(await toolchain.get("kube-apiserver")).toBe(path);
  });

  test("is never taken from PATH where only our own build counts", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    script(join(folder, "bin", "argocd"), "echo v3.5.1");
    const path = put(cache, "argocd");
    expect(await openToolchain({ cache, progress: silent, env: withTools(join(folder, "bin")) }).get("argocd")).toBe(
      path,
    );
  });

  test("that must be built without Go is one clear message", async () => {
    const folder = scratch();
    const toolchain = openToolchain({ cache: folder, progress: silent, env: { PATH: "/nowhere" } });
    await expect(toolchain.get("etcd")).rejects.toThrow(
      new UserError(
        "error machine.go: Go is needed to build the sandbox's programs and the sample's server, and none on PATH answers to `go version` " +
          "(allowed Go 1.26.3 or later). Install it from https://go.dev/dl and put its bin folder on PATH. [go-missing]",
      ),
    );
  });
});

describe("a build", () => {
  test("happens once for many callers, in the order of the table, and ends with the caches' removal", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    for (const { name } of programs) if (name !== "etcd" && name !== "kwok") put(cache, name);
    for (const set of dataSets) mkdirSync(dataFolder(cache, set), { recursive: true });
    const { bin, calls } = fakeGo(folder);
    const { progress, lines } = recorder();
    const toolchain = openToolchain({ cache, progress, env: withTools(bin) });
    const paths = await Promise.all([toolchain.get("kwok"), toolchain.get("etcd"), toolchain.get("kwok")]);
    await toolchain.idle();
    const [kwok, etcd] = [programPath(cache, programNamed("kwok")), programPath(cache, programNamed("etcd"))];
    expect(paths).toEqual([kwok, etcd, kwok]);
    const made = calls().map((call) => `${call.split(" ")[0]} ${call.split(" ").at(-1)}`);
    expect(made.filter((call) => call.startsWith("build"))).toEqual([
      "build go.etcd.io/etcd/server/v3",
      "build sigs.k8s.io/kwok/cmd/kwok",
    ]);
    expect(made.filter((call) => call.startsWith("list"))).toEqual([
      "list go.etcd.io/etcd/server/v3",
      "list sigs.k8s.io/kwok/cmd/kwok",
    ]);
    expect(readdirSync(dirname(kwok))).toEqual(["kwok"]);
    expect(readdirSync(cache).sort()).toEqual(["bin", "data", "lock", "logs"]);
    expect(lines.filter((line) => !line.includes("packages"))).toEqual([
      "get etcd 3.6.8",
      "get etcd 3.6.8: all programs: less than a minute left",
      "get etcd 3.6.8: all programs: less than a minute left",
      "get etcd 3.6.8: done",
      "get kwok 0.8.0",
      "get kwok 0.8.0: all programs: less than a minute left",
      "get kwok 0.8.0: all programs: less than a minute left",
      "get kwok 0.8.0: done",
    ]);
  });

  test("shows its packages as they are compiled, and the time left", async () => {
    const folder = scratch();
    const build = "printf 'fmt\\nexample.com/a\\n' >&2";
    const { bin } = fakeGo(folder, { build });
    const { progress, lines } = recorder();
    await openToolchain({ cache: join(folder, "cache"), progress, env: withTools(bin) }).get("kube-apiserver");
    const told = lines.filter((line) => line.includes("packages")).map((line) => line.split("; all programs: "));
    expect(told.map(([text]) => text)).toEqual([
      "get kube-apiserver 1.36.1: 0 of 2 packages",
      "get kube-apiserver 1.36.1: 1 of 2 packages",
      "get kube-apiserver 1.36.1: 2 of 2 packages",
    ]);
    // The first is the measured time; what follows depends on how fast this machine runs the stand-in.
    expect(told[0]?.[1]).toBe("about 4 min left");
  });

  test("fetches the next program's modules while it compiles", async () => {
    const folder = scratch();
    const { bin, calls } = fakeGo(folder, {
      build: "case $* in *etcd*) while [ $(grep -c ^list $log) -lt 2 ]; do sleep 0.02; done ;; esac",
    });
    const toolchain = openToolchain({ cache: join(folder, "cache"), progress: silent, env: withTools(bin) });
    await Promise.all([toolchain.get("etcd"), toolchain.get("kwok")]);
    expect(
      calls()
        .map((call) => call.split(" ")[0])
        .sort(),
    ).toEqual(["build", "build", "list", "list"]);
  });

  test("that fails names program, version and log, and doesn't keep others from being built", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    const build = "case \"$*\" in *etcd*) echo fmt >&2; echo 'x.go:1:2: undefined: y' >&2; exit 1 ;; esac";
    const { bin } = fakeGo(folder, { build });
    const toolchain = openToolchain({ cache, progress: silent, env: withTools(bin) });
    const log = join(cache, "logs", "etcd-3.6.8.log");
    const redis = toolchain.get("redis");
    await expect(toolchain.get("etcd")).rejects.toThrow(
      new UserError(`etcd 3.6.8 could not be built: "go build" ended with exit code 1.
The end of its log:
  x.go:1:2: undefined: y
The whole log: ${log}
If the log doesn't help, report it to Slipway with the log. What is there already is kept: the same command goes on with it.`),
    );
    expect(await redis).toBe(programPath(cache, programNamed("redis")));
    expect(readFileSync(log, "utf8").split("\n").slice(-3)).toEqual(["fmt", "x.go:1:2: undefined: y", ""]);
  });

  test("that was interrupted goes on with the packages that are compiled", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    const broken = fakeGo(folder, { build: "echo fmt >&2; exit 1" });
    await expect(openToolchain({ cache, progress: silent, env: withTools(broken.bin) }).get("etcd")).rejects.toThrow();
    const { bin } = fakeGo(folder, { build: "echo example.com/a >&2" });
    const { progress, lines } = recorder();
    await openToolchain({ cache, progress, env: withTools(bin) }).get("etcd");
    expect(lines.map((line) => /\d of \d packages/.exec(line)?.[0]).filter(Boolean)).toEqual([
      "1 of 2 packages",
      "2 of 2 packages",
    ]);
  });

  test("is ended with the signal, and everyone who waits gets its reason", async () => {
    const folder = scratch();
    const { bin, calls } = fakeGo(folder, { build: "sleep 60" });
    const abort = new AbortController();
    const toolchain = openToolchain({
      cache: join(folder, "c"),
      progress: silent,
      env: withTools(bin),
      signal: abort.signal,
    });
    const answers = Promise.allSettled([toolchain.get("etcd"), toolchain.get("kwok")]);
    await vi.waitFor(() => expect(calls().map((call) => call.split(" ")[0])).toContain("build"), busy);
    abort.abort(new Error("Ctrl-C"));
    expect(await answers).toEqual([
      { status: "rejected", reason: new Error("Ctrl-C") },
      { status: "rejected", reason: new Error("Ctrl-C") },
    ]);
  });
});

describe("while another process builds", () => {
  test("its progress is shown, and a program is answered as soon as that one has made it", async () => {
    const cache = scratch();
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    onTestFinished(() => void other.kill("SIGKILL"));
    const holder = { ...identify(other.pid ?? 0), folder: "/other/clone" };
    mkdirSync(join(cache, "lock"));
    writeFileSync(join(cache, "lock", "1.json"), JSON.stringify(holder));
    writeFileSync(join(cache, "lock", "status.txt"), "etcd 3.6.8: 7 of 575 packages");
    const { progress, lines } = recorder();
    const answer = openToolchain({ cache, progress, env: { PATH: "/nowhere" } }).get("redis");
    const name = "wait for programs that another Slipway builds";
    const update = `${name}: process ${other.pid} (/other/clone): etcd 3.6.8: 7 of 575 packages`;
    // It is told anew at each look.
    await vi.waitFor(() => expect(lines.slice(0, 2)).toEqual([name, update]), busy);
    const path = put(cache, "redis");
    expect(await answer).toBe(path);
    expect(lines.filter((line) => line !== update)).toEqual([name, `${name}: done`]);
  });

  test("its work is taken up when it dies", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    onTestFinished(() => void other.kill("SIGKILL"));
    mkdirSync(join(cache, "lock"), { recursive: true });
    writeFileSync(join(cache, "lock", "1.json"), JSON.stringify({ ...identify(other.pid ?? 0), folder: "/other" }));
    const { bin } = fakeGo(folder);
    const { progress, lines } = recorder();
    const answer = openToolchain({ cache, progress, env: withTools(bin) }).get("redis");
    await vi.waitFor(() => expect(lines).not.toEqual([]), busy);
    other.kill("SIGKILL");
    expect(await answer).toBe(programPath(cache, programNamed("redis")));
  });
});

test("the Go that a killed process has left behind is ended before anything is built", async () => {
  const folder = scratch();
  const cache = join(folder, "cache");
  const orphan = spawn("sleep", ["60"], { stdio: "ignore", detached: true });
  onTestFinished(() => void orphan.kill("SIGKILL"));
  mkdirSync(join(cache, "go"), { recursive: true });
  writeFileSync(join(cache, "go", `child-${orphan.pid}.json`), JSON.stringify(identify(orphan.pid ?? 0)));
  const { bin } = fakeGo(folder);
  const ended = once(orphan, "exit");
  await openToolchain({ cache, progress: silent, env: withTools(bin) }).get("redis");
  expect(await ended).toEqual([null, "SIGKILL"]);
});

describe("a data set", () => {
  const set = dataSetNamed("kargo-crds");
  const module = (sum: string) => {
    const dir = mkdtempSync(join(scratch(), "module-"));
    mkdirSync(join(dir, set.root), { recursive: true });
    for (const file of ["b.yaml", "a.yaml", "kustomization.yaml", "README.md"])
      writeFileSync(join(dir, set.root, file), file);
    return `echo '${JSON.stringify({ Dir: dir, Sum: sum })}'`;
  };

  test("is copied out of its module, objects only", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    const { bin, calls } = fakeGo(folder, { download: module(pinnedSum(set)) });
    const path = await openToolchain({ cache, progress: silent, env: withTools(bin) }).data("kargo-crds");
    expect(path).toBe(dataFolder(cache, set));
    expect(readdirSync(path).sort()).toEqual(["a.yaml", "b.yaml"]);
    expect(calls()).toEqual(["mod download -json github.com/akuity/kargo@v1.11.2"]);
  });

  test("isn't taken from a module that isn't the pinned one", async () => {
    const folder = scratch();
    const cache = join(folder, "cache");
    const { bin } = fakeGo(folder, { download: module("h1:other=") });
    await expect(openToolchain({ cache, progress: silent, env: withTools(bin) }).data("kargo-crds")).rejects.toThrow(
      new UserError(`kargo-crds 1.11.2 could not be fetched: github.com/akuity/kargo@v1.11.2 isn't the pinned one.
The end of its log:
  checksum mismatch: got h1:other=, pinned ${pinnedSum(set)}
The whole log: ${join(cache, "logs", "kargo-crds-1.11.2.log")}
A downloaded module isn't the pinned one: don't use this module proxy before you know why. What is there already is kept: the same command goes on with it.`),
    );
  });
});
