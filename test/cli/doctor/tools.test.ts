import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { judgeTools, type ToolFacts, toolFacts } from "../../../cli/doctor/tools.ts";

const answered = (text: string) => ({ state: "answered", text }) as const;
const podman = { name: "podman", version: answered("podman version 4.9.3") };

describe("kind without Docker", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-engines-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is no error where kind answers: the engine that it has is named", () => {
    const said = (changes: Partial<NonNullable<ToolFacts["kind"]>>) => {
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
    expect(said({ otherEngine: podman })).toEqual([
      "warning",
      "no-docker",
      "kind answers without Docker's daemon, by podman version 4.9.3; what that has isn't looked at",
      "See yourself that it has 2 cores and 6 GB of memory: podman info",
    ]);
    expect(said({})).toEqual([
      "warning",
      "no-docker",
      "kind answers without Docker's daemon, by another container engine; what that has isn't looked at",
      "See yourself that it has 2 cores and 6 GB of memory",
    ]);
    expect(said({ clusters: { state: "failed", why: "no engine" } })[1]).toBe("docker-daemon");
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
