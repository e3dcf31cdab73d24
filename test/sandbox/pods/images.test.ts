import { describe, expect, test } from "vitest";
import { whyNotRunnable } from "../../../sandbox/pods/elf.ts";
import { findInLayers, type LayerEntry } from "../../../sandbox/pods/image-files.ts";
import { imageReference } from "../../../sandbox/pods/image-reference.ts";
import { candidates } from "../../../sandbox/pods/image-store.ts";

const registry = "127.0.0.1:5000";
const digest = `sha256:${"a".repeat(64)}`;

describe("an image's name", () => {
  test.each([
    ["acme/web:1.2", { repository: "acme/web", reference: "1.2" }],
    ["web", { repository: "web", reference: "latest" }],
    [`a/b/c:x@${digest}`, { repository: "a/b/c", reference: digest }],
    [`web@${digest}`, { repository: "web", reference: digest }],
  ])("%s", (name, parts) => {
    expect(imageReference(`${registry}/${name}`, registry)).toEqual(parts);
  });

  test.each([
    `${registry}/../up:1`,
    `${registry}/Web:1`,
    `${registry}/web:a/b`,
    `${registry}/web@sha256:12`,
    "docker.io/web:1",
  ])("%s is refused", (name) => {
    expect(() => imageReference(name, registry)).toThrow(
      `image ${name} is not a name that the registry ${registry} could hold (${registry}/NAME:TAG)`,
    );
  });
});

describe("a program in an image's layers", () => {
  const file = (name: string): LayerEntry => ({ name, type: "file" });
  const symlink = (name: string, target: string): LayerEntry => ({ name, type: "symlink", target });
  const link = (name: string, target: string): LayerEntry => ({ name, type: "link", target });
  test.each<[string, LayerEntry[][], string, { layer: number; name: string } | undefined]>([
    ["where it stands", [[file("./goserver")]], "/goserver", { layer: 0, name: "./goserver" }],
    ["in the highest layer", [[file("app")], [file("app")]], "/app", { layer: 1, name: "app" }],
    ["not where a higher layer removed it", [[file("bin/app")], [file("bin/.wh.app")]], "/bin/app", undefined],
    ["not where its folder was removed", [[file("bin/app")], [file(".wh.bin")]], "/bin/app", undefined],
    ["not where its folder was emptied", [[file("bin/app")], [file("bin/.wh..wh..opq")]], "/bin/app", undefined],
    [
      "where the layer that empties the folder brings it",
      [[file("bin/app")], [file("bin/app"), file("bin/.wh..wh..opq")]],
      "/bin/app",
      { layer: 1, name: "bin/app" },
    ],
    [
      "by a folder's symbolic link",
      [[file("usr/bin/app"), symlink("bin", "usr/bin")]],
      "/bin/app",
      { layer: 0, name: "usr/bin/app" },
    ],
    [
      "by an absolute symbolic link",
      [[file("opt/app"), symlink("bin/app", "/opt/app")]],
      "/bin/app",
      { layer: 0, name: "opt/app" },
    ],
    ["by a hard link", [[file("opt/app"), link("bin/app", "opt/app")]], "/bin/app", { layer: 0, name: "opt/app" }],
    [
      "never above the image's root",
      [[file("etc/app"), symlink("app", "../../../etc/app")]],
      "/app",
      { layer: 0, name: "etc/app" },
    ],
    ["not in a circle of links", [[symlink("a", "b"), symlink("b", "a")]], "/a", undefined],
    ["not a folder", [[{ name: "app/", type: "directory" }]], "/app", undefined],
    ["not a device", [[{ name: "app", type: "other" }]], "/app", undefined],
    ["not below what became a file", [[file("app/x")], [file("app")]], "/app/x", undefined],
  ])("is found %s", (_, layers, path, found) => {
    expect(findInLayers(layers, path)).toEqual(found);
  });

  test.each([
    ["/goserver", {}, ["/goserver"]],
    ["./goserver", { WorkingDir: "/srv" }, ["/srv/goserver"]],
    ["goserver", { Env: ["PATH=/:bin"], WorkingDir: "/srv" }, ["/goserver", "/srv/bin/goserver"]],
    ["sh", {}, ["/usr/local/sbin/sh", "/usr/local/bin/sh", "/usr/sbin/sh", "/usr/bin/sh", "/sbin/sh", "/bin/sh"]],
  ])("%s is looked for with %j", (program, config, paths) => {
    expect(candidates(program, { config })).toEqual(paths);
  });
});

describe("a file out of an image", () => {
  /** The header of a 64-bit program with one segment. */
  function elf(machine: number, segment: number): Buffer {
    const head = Buffer.alloc(128);
    head.writeUInt32BE(0x7f454c46, 0);
    head.set([2, 1], 4);
    head.writeUInt16LE(machine, 18);
    head.writeBigUInt64LE(64n, 32);
    head.writeUInt16LE(56, 54);
    head.writeUInt16LE(1, 56);
    head.writeUInt32LE(segment, 64);
    return head;
  }
  test.each([
    ["a static program", elf(62, 1), undefined],
    [
      "a program that needs a loader",
      elf(62, 3),
      "is dynamically linked; only a statically linked program runs here without its image's other files",
    ],
    ["another processor's", elf(183, 1), "is a program for another processor than this machine's (amd64)"],
    [
      "a script",
      Buffer.from("#!/bin/sh\n"),
      "is a script; only a statically linked program runs here without its image's other files",
    ],
    ["a text", Buffer.from("hello"), "is not a Linux program"],
  ])("is judged: %s", (_, head, why) => {
    expect(whyNotRunnable(head, "amd64")).toBe(why);
  });
});
