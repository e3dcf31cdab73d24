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
  readonly kind?: { readonly kind: Answer; readonly docker: Answer; readonly takenPorts: readonly TakenPort[] };
}

/** Lowest kind whose node images find a registry's settings in a folder. Source: kind, local registry guide. */
const lowestKind = "0.27.0";

/** Argo CD, Kargo, Kargo's webhooks: where a kind cluster is opened on loopback, as in Kargo's quickstart. */
const kindPorts = [31_080, 31_081, 31_082];

export async function toolFacts(folder: string, env: Environment, kind: boolean): Promise<ToolFacts> {
  const to = (name: string, ...args: string[]) => ask(name, args, env, folder);
  const [git, pulumi] = await Promise.all([to("git", "--version"), to("pulumi", "version")]);
  if (!kind) return { git, pulumi };
  // `docker --version` answers without a daemon, and a cluster runs in the daemon.
  const [kindAnswer, docker, taken] = await Promise.all([
    to("kind", "version"),
    to("docker", "info", "--format", "{{.ServerVersion}}"),
    takenPorts(kindPorts),
  ]);
  return { git, pulumi, kind: { kind: kindAnswer, docker, takenPorts: taken } };
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

function judgeKind({ kind, docker, takenPorts }: NonNullable<ToolFacts["kind"]>): Finding[] {
  const { ok, error } = findingsOf("tools");
  const findings: Finding[] = [];
  const [, version = ""] = kind.state === "answered" ? (/v?(\d+\.\d+\.\d+)/.exec(kind.text) ?? []) : [];
  const install = `Install kind ${lowestKind} or later: https://kind.sigs.k8s.io/`;
  if (kind.state === "missing") findings.push(error("kind-missing", "There is no kind on PATH", install));
  else if (version === "" || compareVersions(version, lowestKind) < 0) {
    const found = kind.state === "failed" ? kind.why : kind.text;
    findings.push(error("kind-too-old", `kind ${lowestKind} or later is needed, and this one says: ${found}`, install));
  } else findings.push(ok("kind", `kind ${version}`));
  if (docker.state === "answered" && docker.text !== "") findings.push(ok("docker", `Docker's daemon ${docker.text}`));
  else {
    const why = docker.state === "missing" ? "there is no docker on PATH" : docker.state === "failed" ? docker.why : "";
    const message = `Docker's daemon doesn't answer${why === "" ? "" : `: ${why}`}`;
    const fix = "Start Docker, and see that this user may talk to it: docker info";
    findings.push(error("docker-daemon", message, fix));
  }
  if (takenPorts.length > 0) {
    const who = takenPorts.map(({ port, owner }) => (owner ? `${port} by pid ${owner.pid} (${owner.command})` : port));
    const message = `Ports of the kind cluster are taken on this machine: ${who.join(", ")}`;
    findings.push(error("ports-taken", message, "End what listens there, or set other ports"));
  } else findings.push(ok("ports", `Ports ${kindPorts.join(", ")} are free`));
  return findings;
}
