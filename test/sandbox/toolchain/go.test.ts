import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { cacheFolders } from "../../../sandbox/toolchain/cache.ts";
import { buildEnvironment, findGo, goProblem } from "../../../sandbox/toolchain/go.ts";
import { fakeGo, scratch, script } from "./fake-go.ts";

const missing = {
  rule: "go-missing",
  severity: "error",
  path: "machine.go",
  message:
    "Go is needed to build the sandbox's programs and the sample's server, and none on PATH answers to `go version`",
  allowed: "Go 1.26.3 or later",
  fix: "Install it from https://go.dev/dl and put its bin folder on PATH",
};

describe("Go", () => {
  test("is found on PATH, with its user's module settings", async () => {
    const { bin } = fakeGo(scratch());
    expect(await findGo({ PATH: `/nowhere${delimiter}${bin}` })).toEqual({
      path: join(bin, "go"),
      version: "1.26.8",
      settings: { GOPROXY: "https://me:secret@proxy.example,direct" },
    });
  });

  test("behind a shim that needs its user's HOME is asked for its own place, and used from there", async () => {
    const folder = scratch();
    const real = script(join(folder, "root", "bin", "go"), "true");
    const answer = `{"GOROOT":"${folder}/root"}`;
    const shim = `[ -n "$HOME" ] || exit 126; [ "$1" = env ] && echo '${answer}' || echo 'go version go1.26.8 linux/amd64'`;
    script(join(folder, "shims", "go"), shim);
    const go = await findGo({ PATH: [join(folder, "shims"), "/usr/bin", "/bin"].join(delimiter), HOME: "/home/me" });
    expect(go).toEqual({ path: real, version: "1.26.8", settings: {} });
  });

  test("is asked without a HOME to write to, but with the settings its user keeps there", async () => {
    const folder = scratch();
    const bin = join(folder, "bin");
    script(
      join(bin, "go"),
      '[ "$1" = env ] && printf \'{"GOPROXY":"%s"}\' "$HOME-$XDG_CONFIG_HOME-$GOENV" || echo go1.26.8',
    );
    const go = await findGo({ PATH: bin, HOME: "/home/me", XDG_CONFIG_HOME: "/config" });
    expect(go?.settings["GOPROXY"]).toBe(
      `--${process.platform === "darwin" ? "/home/me/Library/Application Support" : "/config"}/go/env`,
    );
  });

  test("is looked for behind a shim that fails", async () => {
    const folder = scratch();
    script(join(folder, "shims", "go"), "echo 'no version is set' >&2; exit 126");
    const { bin } = fakeGo(folder);
    expect((await findGo({ PATH: [join(folder, "shims"), bin].join(delimiter) }))?.path).toBe(join(bin, "go"));
  });

  test("that isn't there is a problem", async () => {
    expect(goProblem(await findGo({ PATH: scratch() }))).toEqual(missing);
  });

  test("that is too old is a problem that says which it is and where", async () => {
    const { bin } = fakeGo(scratch(), { version: "1.26.2" });
    expect(goProblem(await findGo({ PATH: bin }))).toEqual({
      ...missing,
      rule: "go-too-old",
      message: "the installed Go is too old for the pinned programs",
      got: `1.26.2 at ${bin}/go`,
    });
  });

  test.each(["1.26.3", "1.27.0", "1.27rc1", "2.0"])("%s is new enough", (version) => {
    expect(goProblem({ path: "/go", version, settings: {} })).toBeUndefined();
  });
});

describe("Go builds", () => {
  const folders = cacheFolders("/cache");

  test("in an environment of the cache's own, with none of the user's flags", () => {
    const env = {
      PATH: "/bin",
      HOME: "/home/me",
      GOFLAGS: "-race",
      GOPATH: "/home/me/go",
      GOOS: "plan9",
      EDITOR: "vi",
    };
    expect(buildEnvironment({ path: "/bin/go", version: "1.26.8", settings: {} }, folders, env)).toEqual({
      PATH: "/bin",
      HOME: "/cache/go/home",
      TMPDIR: "/cache/go/tmp",
      GOCACHE: "/cache/go/build",
      GOMODCACHE: "/cache/go/modules",
      GOENV: "off",
      GOWORK: "off",
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
      GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false -trimpath",
      LC_ALL: "C",
      GIT_TERMINAL_PROMPT: "0",
    });
  });

  test("with the user's way to the modules", () => {
    const home = scratch();
    writeFileSync(join(home, ".netrc"), "");
    const way = { HTTPS_PROXY: "http://p:1", no_proxy: "localhost", SSL_CERT_FILE: "/ca.pem" };
    const settings = { GOPROXY: "https://proxy.example", GOSUMDB: "off" };
    expect(
      buildEnvironment({ path: "/bin/go", version: "1.26.8", settings }, folders, { ...way, HOME: home }),
    ).toMatchObject({
      ...way,
      ...settings,
      NETRC: join(home, ".netrc"),
    });
  });
});
