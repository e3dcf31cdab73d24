import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
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
  /** Linux alone; undefined where the kernel doesn't tell. */
  readonly inotify?: { readonly watches: number; readonly instances: number };
}

/** For a kind cluster with the whole platform in it; Argo CD, Kargo, Rollouts and cert-manager ask for no more than a part of it. */
const needed = { cores: 2, memory: 6_000, disk: 10_000 } as const;

/** Below these kubelets and controllers in one kernel fail with "too many open files". Source: kind, known issues. */
const inotify = { watches: 524_288, instances: 512 } as const;

export async function machineFacts(folder: string): Promise<MachineFacts> {
  const { bavail, bsize } = await statfs(folder);
  const [watches, instances] = ["max_user_watches", "max_user_instances"].map(kernelLimit);
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    memory: Math.floor(totalmem() / 1e6),
    disk: Math.floor((bavail * bsize) / 1e6),
    ...(watches !== undefined && instances !== undefined && { inotify: { watches, instances } }),
  };
}

/** @param kind whether a cluster is to run on this machine; else its size hardly matters. */
export function judgeMachine(facts: MachineFacts, kind: boolean): Finding[] {
  const { ok, warning, error } = findingsOf("machine");
  const findings: Finding[] = [];
  if (compareVersions(facts.node, versions.node) < 0) {
    const fix = `Install Node.js ${versions.node} or later`;
    findings.push(error("node-too-old", `Node.js ${facts.node} can't run TypeScript as it is`, fix));
  } else findings.push(ok("node", `Node.js ${facts.node}`));
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
  if (facts.inotify === undefined) return findings;
  const { watches, instances } = facts.inotify;
  if (watches >= inotify.watches && instances >= inotify.instances) {
    findings.push(ok("inotify", `inotify: ${watches} watches, ${instances} instances`));
  } else {
    findings.push(
      warning(
        "inotify-too-low",
        `inotify allows ${watches} watches and ${instances} instances; a kind cluster runs into "too many open files" below ${inotify.watches} and ${inotify.instances}`,
        `Run: sudo sysctl fs.inotify.max_user_watches=${inotify.watches} fs.inotify.max_user_instances=${inotify.instances}`,
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
