import { constants, readFileSync, watch } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { versions } from "../../model/versions.ts";
import { compareVersions } from "../../sandbox/toolchain/version.ts";
import { type Finding, findingsOf } from "./finding.ts";

export interface MachineFacts {
  readonly node: string;
  readonly cores: number;
  /** MB (10^6 bytes). */
  readonly memory: number;
  /** MB free for an ordinary user where the project stands. */
  readonly disk: number;
  /** MB free in the folder for temporary files, where programs and providers write; or why nobody can write there. */
  readonly temporary: { readonly folder: string; readonly disk: number; readonly unusable?: string };
  /** False when the kernel has no watch or instance of inotify left for this user. */
  readonly canWatch: boolean;
  /** Linux alone; undefined where the kernel doesn't tell. */
  readonly inotify?: { readonly watches: number; readonly instances: number };
}

/** For a kind cluster with the whole platform in it; Argo CD, Kargo, Rollouts and cert-manager ask for no more than a part of it. */
const needed = { cores: 2, memory: 6_000, disk: 10_000 } as const;

/** MB below which an `up` can't be sure to write down what it did: a state, its backup, a program's cache. */
const leastDisk = 200;

/** Below these kubelets and controllers in one kernel fail with "too many open files". Source: kind, known issues. */
const inotify = { watches: 524_288, instances: 512 } as const;

const raise = `sudo sysctl fs.inotify.max_user_watches=${inotify.watches} fs.inotify.max_user_instances=${inotify.instances}`;

export async function machineFacts(folder: string): Promise<MachineFacts> {
  const temporary = tmpdir();
  const [watches, instances] = ["max_user_watches", "max_user_instances"].map(kernelLimit);
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    memory: Math.floor(totalmem() / 1e6),
    disk: await freeDisk(folder),
    temporary: { folder: temporary, ...(await writable(temporary)) },
    canWatch: canWatch(folder),
    ...(watches !== undefined && instances !== undefined && { inotify: { watches, instances } }),
  };
}

async function writable(folder: string): Promise<Omit<MachineFacts["temporary"], "folder">> {
  try {
    const disk = await freeDisk(folder);
    await access(folder, constants.W_OK);
    return { disk };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    return { disk: 0, unusable: { ENOENT: "there is none", EACCES: "this user may not write there" }[code] ?? code };
  }
}

async function freeDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 1e6);
}

function canWatch(folder: string): boolean {
  try {
    watch(folder).close();
    return true;
  } catch (error) {
    return !["EMFILE", "ENOSPC"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** @param kind whether a cluster is to run on this machine; else its size hardly matters. */
export function judgeMachine(facts: MachineFacts, kind: boolean): Finding[] {
  const { ok, warning, error } = findingsOf("machine");
  const findings: Finding[] = [];
  if (compareVersions(facts.node, versions.node) < 0) {
    const fix = `Install Node.js ${versions.node} or later`;
    findings.push(error("node-too-old", `Node.js ${facts.node} can't run TypeScript as it is`, fix));
  } else findings.push(ok("node", `Node.js ${facts.node}`));
  const { temporary } = facts;
  if (temporary.unusable !== undefined) {
    const message = `The folder for temporary files, ${temporary.folder}, can't be used: ${temporary.unusable}`;
    findings.push(error("no-temporary-folder", message, "Set TMPDIR to a folder that this user may write to"));
  }
  const full = [
    ...(facts.disk < leastDisk ? [`${facts.disk} MB where the project stands`] : []),
    ...(temporary.unusable === undefined && temporary.disk < leastDisk
      ? [`${temporary.disk} MB in ${temporary.folder}`]
      : []),
  ];
  if (full.length > 0) {
    const message = `The disk is full: ${full.join(", ")} free, and what is done must be written down (${leastDisk} MB at least)`;
    findings.push(error("disk-full", message, "Make room, or set TMPDIR to a folder on another disk"));
  }
  if (!kind) return findings;
  const small = [
    facts.cores < needed.cores ? `${facts.cores} core of ${needed.cores}` : "",
    facts.memory < needed.memory ? `${facts.memory} MB of memory of ${needed.memory}` : "",
    facts.disk < needed.disk ? `${facts.disk} MB of disk of ${needed.disk}` : "",
  ].filter((text) => text !== "");
  const size = `${facts.cores} cores, ${facts.memory} MB of memory, ${facts.disk} MB of disk free`;
  if (small.length === 0) findings.push(ok("size", size));
  else
    findings.push(
      warning(
        "machine-too-small",
        `A kind cluster with the whole platform needs more than this machine has: ${small.join(", ")}`,
        "Use a larger machine, or a cluster elsewhere",
      ),
    );
  if (!facts.canWatch) {
    const message = "inotify is used up: no file can be watched any more, and a kind cluster doesn't start";
    findings.push(error("inotify-exhausted", message, `End what watches files, or run: ${raise}`));
    return findings;
  }
  if (facts.inotify === undefined) return findings;
  const { watches, instances } = facts.inotify;
  if (watches >= inotify.watches && instances >= inotify.instances) {
    findings.push(ok("inotify", `inotify: ${watches} watches, ${instances} instances`));
  } else {
    findings.push(
      warning(
        "inotify-too-low",
        `inotify allows ${watches} watches and ${instances} instances; a kind cluster runs into "too many open files" below ${inotify.watches} and ${inotify.instances}`,
        `Run: ${raise}`,
      ),
    );
  }
  return findings;
}

function kernelLimit(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, "utf8"));
  } catch {
    return undefined;
  }
}
