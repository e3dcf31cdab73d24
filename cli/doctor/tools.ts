import { versions } from "../../model/versions.ts";
import { type TakenPort, takenPorts } from "../../sandbox/ports.ts";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { compareVersions } from "../../sandbox/toolchain/version.ts";
import { type Answer, ask } from "./ask.ts";
import { type Finding, findingsOf } from "./finding.ts";

export interface ToolFacts {
  readonly git: Answer;
  readonly pulumi: Answer;
  /** Only where a kind cluster is meant. */
  readonly kind?: {
    readonly wish: KindWish;
    readonly kind: Answer;
    /** What `kind get clusters` said. */
    readonly clusters: Answer;
    /** Version, cores and bytes of memory of Docker's daemon, which may run in a machine of its own. */
    readonly docker: Answer;
    /** Where Docker doesn't answer and kind does: the container engine that kind then has. */
    readonly otherEngine?: OtherEngine;
    readonly takenPorts: readonly TakenPort[];
  };
}

interface OtherEngine {
  readonly name: string;
  /** What it says to `--version`. */
  readonly version: Answer;
}

/** A kind cluster that is to run on this machine. */
export interface KindWish {
  readonly name: string;
  /** On 127.0.0.1. */
  readonly ports: readonly number[];
}

/** Lowest kind whose node images find a registry's settings in a folder. Source: kind, local registry guide. */
const lowestKind = "0.27.0";

/** Cores and bytes that Docker's daemon has to have for a kind cluster with the whole platform in it. */
const needed = { cores: 2, memory: 6_000_000_000 } as const;

/** @param wish a kind cluster that is meant; default none */
export async function toolFacts(folder: string, env: Environment, wish?: KindWish): Promise<ToolFacts> {
  const to = (name: string, ...args: string[]) => ask(name, args, env, folder);
  const [git, pulumi] = await Promise.all([to("git", "--version"), to("pulumi", "version")]);
  if (wish === undefined) return { git, pulumi };
  // `docker --version` answers without a daemon, and a cluster runs in the daemon.
  const [kind, clusters, docker, taken] = await Promise.all([
    to("kind", "version"),
    to("kind", "get", "clusters"),
    to("docker", "info", "--format", "{{.ServerVersion}} {{.NCPU}} {{.MemTotal}}"),
    takenPorts(wish.ports),
  ]);
  const otherEngine = docker.state === "answered" || clusters.state !== "answered" ? undefined : await engine(to, env);
  const asked = { wish, kind, clusters, docker, takenPorts: taken };
  return { git, pulumi, kind: { ...asked, ...(otherEngine !== undefined && { otherEngine }) } };
}

/** Which engine kind has: the one it is told, else the first that it looks for after Docker. Source: kind, pkg/cluster, DetectNodeProvider. */
async function engine(to: (name: string, ...args: string[]) => Promise<Answer>, env: Environment) {
  const told = env["KIND_EXPERIMENTAL_PROVIDER"];
  const names = told ? [told] : ["nerdctl", "finch", "podman"];
  const found = await Promise.all(names.map(async (name) => ({ name, version: await to(name, "--version") })));
  return found.find(({ version }) => version.state === "answered");
}

export function judgeTools({ git, pulumi, kind }: ToolFacts): Finding[] {
  return [judgeGit(git), judgePulumi(pulumi), ...(kind === undefined ? [] : judgeKind(kind))];
}

function judgeGit(git: Answer): Finding {
  const { ok, error } = findingsOf("tools");
  if (git.state === "answered") return ok("git", git.text);
  const message = git.state === "missing" ? "There is no git on PATH" : `git doesn't run: ${git.why}`;
  return error("git-missing", message, "Install it with your system's package manager");
}

function judgePulumi(pulumi: Answer): Finding {
  const { ok, error } = findingsOf("tools");
  const install = `Install Pulumi ${versions.pulumi}: https://www.pulumi.com/docs/iac/download-install/`;
  if (pulumi.state === "missing") return error("pulumi-missing", "There is no pulumi on PATH", install);
  if (pulumi.state === "failed") return error("pulumi-fails", `pulumi doesn't run: ${pulumi.why}`, install);
  const version = pulumi.text.replace(/^v/, "");
  if (compareVersions(version, versions.pulumi) < 0) {
    return error(
      "pulumi-too-old",
      `Pulumi ${version} is older than the ${versions.pulumi} that Pulumi.yaml asks for`,
      install,
    );
  }
  return ok("pulumi", `Pulumi ${version}`);
}

/** Whether the kind cluster that is meant stands already. */
export function kindExists({ wish, clusters }: NonNullable<ToolFacts["kind"]>): boolean {
  return clusters.state === "answered" && clusters.text.split("\n").some((name) => name.trim() === wish.name);
}

function judgeKind(facts: NonNullable<ToolFacts["kind"]>): Finding[] {
  const { ok, error } = findingsOf("tools");
  const { wish, kind, takenPorts } = facts;
  const findings: Finding[] = [];
  const [, version = ""] = kind.state === "answered" ? (/v?(\d+\.\d+\.\d+)/.exec(kind.text) ?? []) : [];
  const install = `Install kind ${lowestKind} or later: https://kind.sigs.k8s.io/`;
  if (kind.state === "missing") findings.push(error("kind-missing", "There is no kind on PATH", install));
  else if (version === "" || compareVersions(version, lowestKind) < 0) {
    const found = kind.state === "failed" ? kind.why : kind.text;
    findings.push(error("kind-too-old", `kind ${lowestKind} or later is needed, and this one says: ${found}`, install));
  } else findings.push(ok("kind", `kind ${version}`));
  findings.push(judgeDocker(facts));
  if (kindExists(facts)) findings.push(ok("kind-cluster", `Cluster ${wish.name} of kind stands already`));
  else if (takenPorts.length > 0) {
    const who = takenPorts.map(({ port, owner }) => (owner ? `${port} by pid ${owner.pid} (${owner.command})` : port));
    const message = `Ports of the kind cluster are taken on this machine: ${who.join(", ")}`;
    findings.push(error("ports-taken", message, "End what listens there, or set other ports"));
  } else findings.push(ok("ports", `Ports ${wish.ports.join(", ")} are free`));
  return findings;
}

function judgeDocker({ docker, clusters, otherEngine }: NonNullable<ToolFacts["kind"]>): Finding {
  const { ok, warning, error } = findingsOf("tools");
  const [version = "", cores, memory] = docker.state === "answered" ? docker.text.split(" ") : [];
  if (version === "" && clusters.state === "answered") {
    const { name = "another container engine", version: its } = otherEngine ?? {};
    const by = its?.state === "answered" ? (its.text.split("\n")[0] ?? name) : name;
    const message = `kind answers without Docker's daemon, by ${by}; what that has isn't looked at`;
    const fix = `See yourself that it has ${needed.cores} cores and ${needed.memory / 1e9} GB of memory`;
    return warning("no-docker", message, otherEngine === undefined ? fix : `${fix}: ${name} info`);
  }
  if (version === "") {
    const why = docker.state === "missing" ? "there is no docker on PATH" : docker.state === "failed" ? docker.why : "";
    const message = `Docker's daemon doesn't answer${why === "" ? "" : `: ${why}`}`;
    const fix = "Start Docker, and see that this user may talk to it: docker info";
    return error("docker-daemon", message, fix);
  }
  const small = [
    Number(cores) < needed.cores ? `${cores} core of ${needed.cores}` : "",
    Number(memory) < needed.memory ? `${Math.floor(Number(memory) / 1e6)} MB of memory of ${needed.memory / 1e6}` : "",
  ].filter((text) => text !== "");
  if (small.length === 0) return ok("docker", `Docker's daemon ${version}`);
  const message = `A kind cluster with the whole platform needs more than Docker's daemon ${version} has: ${small.join(", ")}`;
  return warning("docker-too-small", message, "Give Docker more of this machine (Docker Desktop: Settings, Resources)");
}
