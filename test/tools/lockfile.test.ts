import { expect, test } from "vitest";
import { missingEntries } from "../../tools/lockfile.ts";

test("binaries of other platforms that the registry at hand lacks are added with version and platform", () => {
  expect(
    missingEntries({
      "": {},
      "node_modules/tool": {
        version: "2.0.0",
        dev: true,
        optionalDependencies: { "@tool/linux-x64-musl": "2.0.0", "@tool/darwin-arm64": "2.0.0", fsevents: "1.0.0" },
      },
      "node_modules/@tool/darwin-arm64": { version: "2.0.0" },
    }),
  ).toEqual([
    [
      "node_modules/@tool/linux-x64-musl",
      { version: "2.0.0", dev: true, optional: true, cpu: ["x64"], os: ["linux"], libc: ["musl"] },
    ],
  ]);
});

test("a binary beside the package that asks, or in a folder above, is there", () => {
  const asks = { version: "1.0.0", optionalDependencies: { "bin-linux-arm64": "1.0.0" } };
  const entry = { version: "1.0.0" };
  for (const place of [
    "node_modules/a/node_modules/b/node_modules/",
    "node_modules/a/node_modules/",
    "node_modules/",
  ]) {
    expect(missingEntries({ "node_modules/a/node_modules/b": asks, [`${place}bin-linux-arm64`]: entry })).toEqual([]);
  }
  expect(
    missingEntries({ "node_modules/a/node_modules/b": asks, "node_modules/c/node_modules/bin-linux-arm64": entry }),
  ).toHaveLength(1);
});
