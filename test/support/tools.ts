import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { DataName, ToolName, Tools } from "../../sandbox/tools.ts";

const modules = join(process.env["GOMODCACHE"] ?? join(homedir(), "go/pkg/mod"));

const data: Readonly<Record<DataName, string>> = {
  "kargo-crds": join(modules, "github.com/akuity/kargo@v1.11.2/charts/kargo/resources/crds"),
  "argocd-crds": join(modules, "github.com/argoproj/argo-cd/v3@v3.5.1/manifests/crds"),
  "argocd-git-verify-wrapper": join(modules, "github.com/argoproj/argo-cd/v3@v3.5.1/hack/git-verify-wrapper.sh"),
  "rollouts-crds": join(modules, "github.com/argoproj/argo-rollouts@v1.9.1/manifests/crds"),
  "kwok-stages": join(modules, "sigs.k8s.io/kwok@v0.8.0/kustomize/stage"),
};

/** Programs out of the folder SLIPWAY_TEST_TOOLS, data out of Go's module cache. */
export function testTools(folder = process.env["SLIPWAY_TEST_TOOLS"] ?? "/tmp/exp/bin"): Tools {
  const existing = async (path: string) => {
    if (!existsSync(path)) throw new Error(`${path} does not exist: set SLIPWAY_TEST_TOOLS`);
    return path;
  };
  return {
    get: (name: ToolName) => existing(join(folder, name)),
    data: (name: DataName) => existing(data[name]),
  };
}
