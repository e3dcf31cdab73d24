import { describe, expect, test } from "vitest";
import { judgeMachine, type MachineFacts } from "../../../cli/doctor/machine.ts";
import { said } from "./said.ts";

describe("the machine", () => {
  const good: MachineFacts = {
    node: "24.1.0",
    cores: 4,
    memory: 16_000,
    disk: 50_000,
    temporary: { folder: "/tmp", disk: 50_000 },
    canWatch: true,
    inotify: { watches: 524_288, instances: 512 },
  };

  test("is judged by its Node alone where no cluster is to run on it", () => {
    expect(said(judgeMachine({ ...good, cores: 1, memory: 1 }, false))).toEqual([["ok", "node", "Node.js 24.1.0"]]);
    expect(said(judgeMachine({ ...good, node: "20.19.0" }, false))).toEqual([
      ["error", "node-too-old", "Node.js 20.19.0 can't run TypeScript as it is", "Install Node.js 22.18.0 or later"],
    ]);
  });

  test("F30: needs room to write down what is done, whatever runs on it", () => {
    const full = { ...good, disk: 12, temporary: { folder: "/var/tmp/ann", disk: 0 } };
    expect(said(judgeMachine(full, false)).slice(1)).toEqual([
      [
        "error",
        "disk-full",
        "The disk is full: 12 MB where the project stands, 0 MB in /var/tmp/ann free, and what is done must be written down (200 MB at least)",
        "Make room, or set TMPDIR to a folder on another disk",
      ],
    ]);
  });

  test("needs a folder for temporary files that this user may write to", () => {
    const temporary = { folder: "/nowhere", disk: 0, unusable: "there is none" };
    expect(said(judgeMachine({ ...good, temporary }, false)).slice(1)).toEqual([
      [
        "error",
        "no-temporary-folder",
        "The folder for temporary files, /nowhere, can't be used: there is none",
        "Set TMPDIR to a folder that this user may write to",
      ],
    ]);
  });

  test("F30: needs something left of inotify for a kind cluster", () => {
    expect(said(judgeMachine({ ...good, canWatch: false }, true)).slice(2)).toEqual([
      [
        "error",
        "inotify-exhausted",
        "inotify is used up: no file can be watched any more, and a kind cluster doesn't start",
        "End what watches files, or run: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
      ],
    ]);
  });

  test("B52: needs room for a kind cluster, and a kernel that lets it watch files", () => {
    expect(said(judgeMachine(good, true)).map(([state, rule]) => `${state} ${rule}`)).toEqual([
      "ok node",
      "ok size",
      "ok inotify",
    ]);
    const small = { ...good, cores: 1, memory: 4_000, inotify: { watches: 8_192, instances: 128 } };
    expect(said(judgeMachine(small, true)).slice(1)).toEqual([
      [
        "warning",
        "machine-too-small",
        "A kind cluster with the whole platform needs more than this machine has: 1 core of 2, 4000 MB of memory of 6000",
        "Use a larger machine, or a cluster elsewhere",
      ],
      [
        "warning",
        "inotify-too-low",
        'inotify allows 8192 watches and 128 instances; a kind cluster runs into "too many open files" below 524288 and 512',
        "Run: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
      ],
    ]);
  });
});
