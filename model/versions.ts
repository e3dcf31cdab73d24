/**
 * Every pinned version, in one place. What is built from Go modules in the sandbox is pinned a second time, with
 * checksums, by the go.mod and go.sum files under sandbox/toolchain; a test compares the two.
 */
export const versions = {
  kargo: "1.11.2",
  argocd: "3.5.1",
  argoRollouts: "1.9.1",
  /** Of its chart, which tests install; the sandbox has none. */
  certManager: "1.21.1",
  kubernetes: "1.36.1",
  etcd: "3.6.8",
  kwok: "0.8.0",
  kustomize: "5.8.1",
  /** Whose library Kargo's steps link. */
  helm: "3.19.5",
  registry: "3.0.0",
  miniredis: "2.38.0",
  actionlint: "1.7.12",
  /** The newest whose own node image is of `kubernetes`; every one from 0.27 on is taken. */
  kind: "0.32.0",
  /** Its Go module is v0.315.0: a release's module has the major and minor version in one number. */
  prometheus: "3.15.0",
  pulumi: "3.259.0",
  pulumiKubernetes: "4.34.2",
  /** Lowest Go that compiles the pinned programs; Argo CD's go.mod asks for it. */
  go: "1.26.3",
  /** Lowest Node with native type stripping on by default in its line. */
  node: "22.18.0",
} as const;
