import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformCluster } from "../components/cluster/cluster.ts";
import { KindCluster } from "../components/cluster/kind-cluster.ts";
import { LocalServices } from "../components/local/local-services.ts";
import { isRecord } from "../model/json.ts";
import type { ClusterChoice } from "../model/platform/cluster-choice.ts";
import type { KindChoice } from "../model/platform/kind.ts";
import { type LocalNames, localNames } from "../model/platform/local-names.ts";
import type { Platform } from "../model/platform/platform.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import type { ClusterChecks } from "./cluster-checks.ts";
import { notThereYet } from "./cluster-output.ts";
import { clusterProvider } from "./cluster-provider.ts";
import { stackExists } from "./delivery-digest.ts";

/** What the platform stack exports of a kind cluster's own git server and registry. */
export interface LocalOutputs {
  readonly local: LocalNames & {
    /** Prints the git server's password. */
    readonly readGitPassword: string;
  };
  readonly localGitPassword: pulumi.Output<string>;
  readonly localGitCredentials: pulumi.Output<string>;
}

/** The cluster that the platform stands in, made or taken, with what stands in it before everything else. */
export async function platformCluster(
  platform: Platform,
  access: ClusterAccess | undefined,
  checks: ClusterChecks,
): Promise<{ readonly cluster: PlatformCluster; readonly local?: LocalOutputs }> {
  const { cluster } = platform;
  switch (cluster.type) {
    case "kind": {
      const made = new KindCluster("cluster", { choice: cluster, gate: (kubeconfig) => checks.gate(kubeconfig) });
      const local = localServices(platform, cluster, made);
      return { cluster: made, ...(local !== undefined && { local }) };
    }
    case "existing": {
      if (access === undefined) throw new Error("an existing cluster without access to it");
      await checks.now(access);
      return {
        cluster: {
          provider: clusterProvider(access),
          kubeconfig: "kubeconfig" in access ? pulumi.secret(access.kubeconfig) : undefined,
          contextName: "context" in access ? access.context : "that of the kubeconfig",
          deletedWith: undefined,
        },
      };
    }
    case "stack":
      return { cluster: await clusterOfStack(cluster, checks) };
  }
}

function localServices(platform: Platform, kind: KindChoice, made: KindCluster): LocalOutputs | undefined {
  const names = localNames(kind);
  if (names === undefined) return undefined;
  const { gitPassword, gitCredentials } = new LocalServices(
    "local",
    { platform, kind, cluster: made.made },
    { providers: [made.provider], deletedWith: made.deletedWith },
  );
  const readGitPassword = `pulumi stack output localGitPassword --show-secrets --stack ${pulumi.getStack()}`;
  return { local: { ...names, readGitPassword }, localGitPassword: gitPassword, localGitCredentials: gitCredentials };
}

/**
 * A cluster by the kubeconfig in another stack's output, as a text or as an object. A preview only notes that it isn't there
 * yet, since all stacks can be previewed before any exists.
 *
 * @throws RunError, one line with stack, output and what to do
 */
async function clusterOfStack(
  { stack, output }: Extract<ClusterChoice, { type: "stack" }>,
  checks: ClusterChecks,
): Promise<PlatformCluster> {
  const { kubeconfig, identifier } = await kubeconfigOfStack(stack, output, checks);
  return {
    provider: new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: identifier, enableSecretMutable: true }),
    kubeconfig,
    contextName: `that of stack ${stack}`,
    deletedWith: undefined,
  };
}

interface OfStack {
  readonly kubeconfig: pulumi.Output<string>;
  /** What the stack says names its cluster, so that a cluster made anew there is another one here; else the stack's name. */
  readonly identifier: string;
}

async function kubeconfigOfStack(stack: string, output: string, checks: ClusterChecks): Promise<OfStack> {
  const unknown = async (complaint: string): Promise<OfStack> => {
    const kubeconfig = await notThereYet(complaint);
    await checks.notYet();
    return { kubeconfig, identifier: stack };
  };
  if (!(await stackExists(stack))) {
    return unknown(
      `stack ${stack}, which platform.cluster.stack names, doesn't exist: bring the cluster up first, in its own project: pulumi up`,
    );
  }
  const reference = new pulumi.StackReference(stack);
  const { value, secretValue } = await reference.getOutputDetails(output);
  const found: unknown = secretValue ?? value;
  if (found === undefined || found === null || found === "") {
    const has = `pulumi stack output --stack ${stack}`;
    return unknown(
      `stack ${stack} has no output ${output}, which platform.cluster names for the kubeconfig: ${has} shows those it has`,
    );
  }
  if (typeof found !== "string" && !(isRecord(found) && Array.isArray(found["clusters"]))) {
    const got = Array.isArray(found) ? "a list" : isRecord(found) ? "an object without clusters" : `a ${typeof found}`;
    throw new pulumi.RunError(
      `output ${output} of stack ${stack} is no kubeconfig but ${got}: a kubeconfig is a text in YAML or JSON, or an object`,
    );
  }
  await checks.now({ kubeconfig: typeof found === "string" ? found : JSON.stringify(found) });
  const { value: identifier } = await reference.getOutputDetails("clusterIdentifier");
  return {
    kubeconfig: pulumi
      .secret(reference.getOutput(output))
      .apply((kubeconfig) => (typeof kubeconfig === "string" ? kubeconfig : JSON.stringify(kubeconfig))),
    identifier: typeof identifier === "string" && identifier !== "" ? identifier : stack,
  };
}
