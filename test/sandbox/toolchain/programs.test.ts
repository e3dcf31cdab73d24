import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { versions } from "../../../model/versions.ts";
import { moduleFolder, pinnedSum, programPath } from "../../../sandbox/toolchain/cache.ts";
import { dataSets } from "../../../sandbox/toolchain/data-sets.ts";
import { linkerFlags, type ProgramName, programNamed, programs } from "../../../sandbox/toolchain/programs.ts";
import { compareVersions } from "../../../sandbox/toolchain/version.ts";

/** Direct and indirect requirements of one of our modules: module path → version without `v`. */
function required(module: Parameters<typeof moduleFolder>[0]): Map<string, string> {
  const text = readFileSync(join(moduleFolder(module), "go.mod"), "utf8");
  return new Map(
    [...text.matchAll(/^(?:require)?\s+(\S+) v(\S+)/gm)].map(([, path = "", version = ""]) => [path, version]),
  );
}

/** Prometheus' releases are 3.15.0, their module v0.315.0. */
function moduleVersion(release: string): string {
  const [major = "", minor = "", patch = ""] = release.split(".");
  return `0.${major}${minor.padStart(2, "0")}.${patch}`;
}

describe("model/versions.ts and the go.mod files pin the same", () => {
  test.each([
    ["programs", "go.etcd.io/etcd/server/v3", versions.etcd],
    ["programs", "k8s.io/kubernetes", versions.kubernetes],
    ["programs", "sigs.k8s.io/kwok", versions.kwok],
    ["programs", "sigs.k8s.io/kustomize/kustomize/v5", versions.kustomize],
    ["programs", "github.com/distribution/distribution/v3", versions.registry],
    ["programs", "github.com/alicebob/miniredis/v2", versions.miniredis],
    ["programs", "github.com/argoproj/argo-cd/v3", versions.argocd],
    ["engine", "github.com/pulumi/pulumi/pkg/v3", versions.pulumi],
    ["rollouts", "github.com/argoproj/argo-rollouts", versions.argoRollouts],
    ["helm", "helm.sh/helm/v3", versions.helm],
    ["actionlint", "github.com/rhysd/actionlint", versions.actionlint],
    ["prometheus", "github.com/prometheus/prometheus", moduleVersion(versions.prometheus)],
    ["argocd-server", "github.com/argoproj/argo-cd/v3", versions.argocd],
    ["kind", "sigs.k8s.io/kind", versions.kind],
    ["data", "github.com/akuity/kargo", versions.kargo],
    ["data", "github.com/argoproj/argo-cd/v3", versions.argocd],
    ["data", "github.com/argoproj/argo-rollouts", versions.argoRollouts],
    ["data", "github.com/cert-manager/cert-manager", versions.certManager],
    ["data", "sigs.k8s.io/kwok", versions.kwok],
  ] as const)("%s: %s", (module, path, version) => {
    expect(required(module).get(path)).toBe(version);
  });

  test.each(["programs", "engine", "rollouts", "actionlint", "prometheus", "argocd-server", "kind", "data"] as const)(
    "%s needs no newer Go than is asked for",
    (module) => {
      const [, go = ""] = /^go (\S+)$/m.exec(readFileSync(join(moduleFolder(module), "go.mod"), "utf8")) ?? [];
      expect(compareVersions(go, versions.go)).toBeLessThanOrEqual(0);
    },
  );

  test("each data set has its module's checksum", () => {
    expect(dataSets.map((set) => [set.name, pinnedSum(set)])).toEqual(
      dataSets.map((set) => [set.name, expect.stringMatching(/^h1:\S+=$/)]),
    );
  });
});

describe("a program's version is read from what it says", () => {
  // Written by the pinned programs, built from their modules.
  test.each<[ProgramName, string]>([
    ["etcd", "etcd Version: 3.6.8\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.26.8\n"],
    ["kube-apiserver", "Kubernetes v1.36.1\n"],
    ["kube-controller-manager", "Kubernetes v1.36.1\n"],
    ["kube-scheduler", "Kubernetes v1.36.1\n"],
    ["kwok", "kwok version v0.8.0 go1.26.8 (linux/amd64)\n"],
    ["kustomize", "v5.8.1\n"],
    ["helm", "v3.19.5\n"],
    ["registry", "./registry github.com/distribution/distribution/v3 v3.0.0+unknown\n"],
    ["registry", "registry github.com/distribution/distribution/v3 v3.0.0\n"],
    ["pulumi", "v3.259.0\n"],
    ["rollouts-controller", "v1.9.1+unknown\n"],
    ["actionlint", "v1.7.12\ninstalled by building from source\nbuilt with go1.26.8 compiler for linux/amd64\n"],
    [
      "actionlint",
      "1.7.12\ninstalled by downloading from release page\nbuilt with go1.26.0 compiler for linux/amd64\n",
    ],
    ["kind", "kind v0.32.0 go1.26.8 linux/amd64\n"],
  ])("%s: %j", (name, output) => {
    const program = programNamed(name);
    expect(program.ask?.pattern.exec(output)?.[1]).toBe(program.version);
  });

  test.each<[ProgramName, string]>([
    ["kube-apiserver", "Kubernetes v1.36.1-rc.0\n"],
    ["kustomize", "v5.8.1-0.20260101\n"],
    ["etcd", "etcd Version: 3.6.80\n"],
    ["pulumi", "v3.259.0-dev.0\n"],
    ["rollouts-controller", "v1.9.1-rc1+12e3a52\n"],
    ["kind", "kind v0.32.0-alpha+4a1b2c3 go1.26.8 linux/amd64\n"],
  ])("%s: %j is another version", (name, output) => {
    const program = programNamed(name);
    expect(program.ask?.pattern.exec(output)?.[1]).not.toBe(program.version);
  });

  test("only our own build counts where PATH holds something else by that name", () => {
    expect(programs.filter(({ ask }) => !ask).map(({ name }) => name)).toEqual([
      "redis",
      "argocd",
      "prometheus",
      "argocd-server",
    ]);
  });
});

test("what others wait for is built first", () => {
  expect(programs.map(({ name }) => name).slice(0, 2)).toEqual(["etcd", "kube-apiserver"]);
});

test("the linker stamps Kubernetes with its version", () => {
  expect(linkerFlags(programNamed("kube-scheduler"))).toBe(
    "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.1 -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36",
  );
});

test("each program stands alone in a folder named by version and a hash", () => {
  expect(programPath("/cache", programNamed("pulumi"))).toMatch(
    /^\/cache\/bin\/pulumi-3\.259\.0-[0-9a-f]{12}\/pulumi$/,
  );
});
