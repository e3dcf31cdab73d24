import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { check } from "../../../model/check.ts";
import { compile } from "../../../model/compile.ts";
import { kindDefaults } from "../../../model/platform/kind.ts";
import { localNames } from "../../../model/platform/local-names.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings, type Mirror } from "../../../model/settings.ts";

const names = localNames({ ...kindDefaults, type: "kind", local: true });
if (names === undefined) throw new Error("no local names");

const under = (mirrors: readonly Mirror[]) => ({ ...defaultSettings, mirrors });
const local = under([
  { from: "docker.io/acme/", to: `${names.registry.name}/acme/` },
  { from: "https://github.com/acme/", to: names.git.url },
]);

describe("names of a kind cluster's own git server and registry", () => {
  test("are none without local", () => {
    expect(localNames({ ...kindDefaults, type: "kind" })).toBeUndefined();
  });

  test("are one for everything in the cluster, and a door on loopback for this machine", () => {
    expect(names).toEqual({
      git: {
        url: "http://gitea.slipway-local.svc/slipway/",
        onThisMachine: "http://localhost:31083/slipway/",
        user: "slipway",
      },
      registry: { name: "10.96.0.80", push: "localhost:31084" },
    });
  });

  test("pass every check when mirrors put them into the sample", () => {
    expect(check(goserver, local).map(formatProblem)).toEqual([]);
  });

  test("are all that is left of a definition's repositories", () => {
    const text = JSON.stringify(compile(goserver, local));
    const repositories = new Set(
      [...text.matchAll(/"repoURL":"([^"]*)"|((?:docker\.io|github\.com)[^"\\]*)/g)].map(
        ([, url, other]) => url ?? other,
      ),
    );
    expect(repositories).toEqual(
      new Set(["10.96.0.80/acme/goserver", "http://gitea.slipway-local.svc/slipway/goserver"]),
    );
  });

  test.each([
    "http://gitea.slipway-local.svc.evil.org/",
    "http://gitea.slipway-local.svc:8080/",
    "http://gitea.other.svc/",
    "http://10.96.0.80/",
  ])("are no leave for plain http to %s", (to) => {
    const problems = check(goserver, under([{ from: "https://github.com/acme/", to }]));
    expect(problems.map(({ message }) => message)).toEqual([
      "Plain http would send credentials and manifests unprotected",
    ]);
  });
});
