import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { versions } from "../../../../model/versions.ts";
import { chooseKargo } from "../../../../sandbox/kargo/official/choose.ts";
import { type FindArgs, findOfficialKargo, officialFolder } from "../../../../sandbox/kargo/official/find.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "official-kargo-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Two programs that answer as Kargo's do. */
function install(into: string, version: string, ...left: "without helper"[]): void {
  mkdirSync(into, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(join(into, name), text);
    chmodSync(join(into, name), 0o755);
  };
  // Kargo logs to standard error before it answers.
  write("kargo-controlplane", `#!/bin/sh\necho INFO >&2\necho '{"version": "v${version}", "gitCommit": "x"}'\n`);
  if (left.length === 0) write("credential-helper", "#!/bin/sh\n");
}

function args(more: Partial<FindArgs> = {}): FindArgs {
  const fromImage: FindArgs["fromImage"] = async () => {
    throw new Error("https://ghcr.io/v2/ doesn't answer (no network)");
  };
  return {
    cache: join(folder, "cache"),
    env: { PATH: join(folder, "path") },
    signal: new AbortController().signal,
    fromImage,
    ...more,
  };
}

describe("Kargo's own programs", () => {
  test("are taken from PATH when their version is the pinned one", async () => {
    install(join(folder, "path"), versions.kargo);
    expect(await findOfficialKargo(args())).toEqual({
      program: join(folder, "path", "kargo-controlplane"),
      credentialHelper: join(folder, "path", "credential-helper"),
      found: "on PATH",
    });
  });

  test("are taken from the cache when PATH has another version", async () => {
    install(join(folder, "path"), "1.10.0");
    install(officialFolder(join(folder, "cache")), versions.kargo);
    expect(await findOfficialKargo(args())).toMatchObject({ found: "in the cache" });
  });

  test("are taken out of the image when this machine has none", async () => {
    const fromImage: FindArgs["fromImage"] = async (image, into) => {
      expect(image).toBe(`mirror.example/kargo:v${versions.kargo}`);
      install(into, versions.kargo);
      return { program: join(into, "kargo-controlplane"), credentialHelper: join(into, "credential-helper") };
    };
    const env = { PATH: "", SLIPWAY_KARGO_IMAGE: `mirror.example/kargo:v${versions.kargo}` };
    expect(await findOfficialKargo(args({ env, fromImage }))).toEqual({
      program: join(officialFolder(join(folder, "cache")), "kargo-controlplane"),
      credentialHelper: join(officialFolder(join(folder, "cache")), "credential-helper"),
      found: `taken out of mirror.example/kargo:v${versions.kargo}`,
    });
  });

  test("can't be had: each place says why", async () => {
    install(join(folder, "path"), versions.kargo, "without helper");
    install(officialFolder(join(folder, "cache")), "1.10.0");
    expect(await findOfficialKargo(args())).toEqual({
      why:
        `there is no credential-helper beside ${join(folder, "path", "kargo-controlplane")}; ` +
        `${join(officialFolder(join(folder, "cache")), "kargo-controlplane")} is version 1.10.0; ` +
        "https://ghcr.io/v2/ doesn't answer (no network)",
    });
  });

  test("a stop while the image is fetched is a stop", async () => {
    const stop = new AbortController();
    const fromImage: FindArgs["fromImage"] = async () => {
      stop.abort(new Error("stopped by SIGINT"));
      throw new Error("aborted");
    };
    await expect(findOfficialKargo(args({ signal: stop.signal, fromImage }))).rejects.toThrow("stopped by SIGINT");
  });
});

describe("which Kargo a state gets", () => {
  test("the stand-in and why, when the official one can't be had", async () => {
    expect(await chooseKargo("auto", undefined, args())).toEqual({
      kind: "stand-in",
      why: "no kargo-controlplane on PATH; none in the cache; https://ghcr.io/v2/ doesn't answer (no network)",
    });
  });

  test("what an earlier start of it took, although the other could be had by now", async () => {
    install(join(folder, "path"), versions.kargo);
    expect(await chooseKargo("auto", undefined, args())).toMatchObject({ kind: "official", found: "on PATH" });
    expect(await chooseKargo("auto", "stand-in", args())).toEqual({ kind: "stand-in" });
  });

  test("a wish against what was taken is refused", async () => {
    await expect(chooseKargo("official", "stand-in", args())).rejects.toThrow(
      "this sandbox was made with the stand-in for Kargo, and Kargo's own programs is asked for. " +
        "Leave the wish out, or use another folder with --state",
    );
  });

  test("the official one by name, and it can't be had: an error that says what to do", async () => {
    await expect(chooseKargo("official", undefined, args())).rejects.toThrow(
      "Kargo's own programs can't be had: no kargo-controlplane on PATH; none in the cache; " +
        "https://ghcr.io/v2/ doesn't answer (no network). Put kargo-controlplane and credential-helper on PATH or into " +
        `${officialFolder(join(folder, "cache"))}, name an image that this machine reaches with SLIPWAY_KARGO_IMAGE, ` +
        "or use the stand-in",
    );
  });
});
