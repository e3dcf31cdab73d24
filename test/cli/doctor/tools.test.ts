import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { judgeTools, type ToolFacts, toolFacts } from "../../../cli/doctor/tools.ts";
import { answered, said } from "./said.ts";

const podman = { name: "podman", version: answered("podman version 4.9.3") };

describe("tools", () => {
  const install = "Install Pulumi 3.259.0: https://www.pulumi.com/docs/iac/download-install/";
  const git = answered("git version 2.39.5");
  const rows: readonly (readonly [string, ToolFacts, readonly string[]])[] = [
    [
      "no git",
      { git: { state: "missing" }, pulumi: answered("v3.259.0") },
      ["error", "git-missing", "There is no git on PATH", "Install it with your system's package manager"],
    ],
    [
      "no Pulumi",
      { git, pulumi: { state: "missing" } },
      ["error", "pulumi-missing", "There is no pulumi on PATH", install],
    ],
    [
      "an old Pulumi",
      { git, pulumi: answered("v3.100.0") },
      ["error", "pulumi-too-old", "Pulumi 3.100.0 is older than the 3.259.0 that Pulumi.yaml asks for", install],
    ],
    [
      "a Pulumi that hangs",
      { git, pulumi: { state: "failed", why: "no answer within 20 s" } },
      ["error", "pulumi-fails", "pulumi doesn't run: no answer within 20 s", install],
    ],
  ];
  test.each(rows)("%s", (_, facts, expected) => {
    expect(said(judgeTools(facts)).filter(([state]) => state !== "ok")).toEqual([expected]);
  });

  test("B52: of a kind cluster are kind itself, Docker's daemon and not its client, and free ports", () => {
    const wish = { name: "slipway", ports: [31_080, 31_081] };
    const kind = {
      wish,
      clusters: { state: "failed", why: 'ERROR: failed to list clusters: command "docker ps" failed' },
      kind: answered("kind v0.20.0 go1.20.4 linux/amd64"),
      docker: { state: "failed", why: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." },
      takenPorts: [
        { port: 31_080, owner: { pid: 7, command: "nginx" } },
        { port: 31_081, owner: undefined },
      ],
    } as const;
    expect(said(judgeTools({ git, pulumi: answered("v3.259.0"), kind })).slice(2)).toEqual([
      [
        "error",
        "kind-too-old",
        "kind 0.27.0 or later is needed, and this one says: kind v0.20.0 go1.20.4 linux/amd64",
        "Install kind 0.27.0 or later: https://kind.sigs.k8s.io/",
      ],
      [
        "error",
        "docker-daemon",
        "Docker's daemon doesn't answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
        "Start Docker, and see that this user may talk to it: docker info",
      ],
      [
        "error",
        "ports-taken",
        "Ports of the kind cluster are taken on this machine: 31080 by pid 7 (nginx), 31081",
        "End what listens there, or set other ports",
      ],
    ]);
    const good = {
      wish,
      clusters: answered(""),
      kind: answered("kind v0.32.0"),
      docker: answered("28.2.2 8 16000000000"),
      takenPorts: [],
    };
    const judged = (changes: Partial<NonNullable<ToolFacts["kind"]>>) =>
      said(judgeTools({ git, pulumi: answered("v3.259.0"), kind: { ...good, ...changes } })).slice(2);
    expect(judged({})).toEqual([
      ["ok", "kind", "kind 0.32.0"],
      ["ok", "docker", "Docker's daemon 28.2.2"],
      ["ok", "ports", "Ports 31080, 31081 are free"],
    ]);
    expect(judged({ clusters: answered("other\nslipway"), takenPorts: kind.takenPorts })[2]).toEqual([
      "ok",
      "kind-cluster",
      "Cluster slipway of kind stands already",
    ]);
    expect(judged({ docker: answered("28.2.2 1 2100000000") })[1]).toEqual([
      "warning",
      "docker-too-small",
      "A kind cluster with the whole platform needs more than Docker's daemon 28.2.2 has: 1 core of 2, 2100 MB of memory of 6000",
      "Give Docker more of this machine (Docker Desktop: Settings, Resources)",
    ]);
  });
});

describe("kind without Docker", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-engines-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is no error where kind answers: the engine that it has is named", () => {
    const finding = (changes: Partial<NonNullable<ToolFacts["kind"]>>) => {
      const kind = {
        wish: { name: "slipway", ports: [] },
        kind: answered("kind v0.32.0"),
        clusters: answered(""),
        docker: { state: "missing" },
        takenPorts: [],
        ...changes,
      } as const;
      const { state, rule, message, fix } =
        judgeTools({ git: answered("git"), pulumi: answered("v3.259.0"), kind })[3] ?? {};
      return [state, rule, message, fix];
    };
    expect(finding({ otherEngine: podman })).toEqual([
      "warning",
      "no-docker",
      "kind answers without Docker's daemon, by podman version 4.9.3; what that has isn't looked at",
      "See yourself that it has 2 cores and 6 GB of memory: podman info",
    ]);
    expect(finding({})).toEqual([
      "warning",
      "no-docker",
      "kind answers without Docker's daemon, by another container engine; what that has isn't looked at",
      "See yourself that it has 2 cores and 6 GB of memory",
    ]);
    expect(finding({ clusters: { state: "failed", why: "no engine" } })[1]).toBe("docker-daemon");
  });

  test("asks the engine that kind is told, else the first that answers, and none where Docker does", async () => {
    const program = (name: string, body: string) =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    program("kind", 'test "$1" = get || echo kind v0.32.0');
    program("podman", "echo podman version 4.9.3");
    program("nerdctl", "exit 1");
    const engine = async (env: object) =>
      (await toolFacts(folder, { PATH: folder, ...env }, { name: "slipway", ports: [] })).kind?.otherEngine;
    expect(await engine({})).toEqual(podman);
    expect(await engine({ KIND_EXPERIMENTAL_PROVIDER: "podman" })).toEqual(podman);
    expect(await engine({ KIND_EXPERIMENTAL_PROVIDER: "nerdctl" })).toBeUndefined();
    program("docker", "echo 28.2.2 8 16000000000");
    expect(await engine({})).toBeUndefined();
  });
});
