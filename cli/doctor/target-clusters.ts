import { KubeConfig } from "@kubernetes/client-node";
import { ApiFailure, LoginFailure } from "../../kube/api-failure.ts";
import { Cluster } from "../../kube/cluster.ts";
import { isRecord } from "../../model/json.ts";
import type { TargetCluster } from "../../model/platform/target-clusters.ts";
import { UserError } from "../../model/problem.ts";
import { ConfigReader } from "../../stacks/config-reader.ts";
import { readClusters, readPlaces } from "../../stacks/target-places.ts";
import type { Surroundings } from "../cluster/connect.ts";
import { type Answer, ask } from "./ask.ts";
import { clusterFacts, judgeCluster } from "./cluster.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { judgeMadeAnew, type MadeThere } from "./made-anew.ts";
import type { OpenConfig } from "./open-config.ts";
import { answered } from "./reading.ts";

/** How the user's own CLI is asked about stacks. */
export interface Asking {
  /** The project's folder. */
  readonly folder: string;
  readonly around: Surroundings;
  /** What a user types for a command. */
  readonly commandLine: (name: string, args?: string) => string;
  /** Names of the project's stacks that exist. */
  readonly existing: readonly string[];
}

/**
 * Looks at every cluster of `slipway:clusters` that these stacks are about, all at once: whether it answers, which one it is
 * and what version. Its kubeconfig is taken from the output of the stack that made it, as the programs take it. One that
 * is away is a warning, since it is no reason to hold up what goes to the others.
 */
export async function examineTargets(configs: readonly OpenConfig[], asking: Asking): Promise<Finding[]> {
  const targets = targetsOf(configs);
  if (targets.length === 0) return [];
  const outputs = new Map<string, Promise<Answer>>();
  for (const { stack } of targets) if (!outputs.has(stack)) outputs.set(stack, outputsOf(stack, asking));
  const platform = stateOf(configs, asking);
  const found = await Promise.all(
    targets.map(async (target) => {
      const answer = await outputs.get(target.stack);
      if (answer === undefined) return [];
      return examineTarget(target, answer, await platform, configs, asking);
    }),
  );
  return found.flat();
}

/** Of a platform stack all, of an environment those that it deploys to; each once. */
function targetsOf(configs: readonly OpenConfig[]): readonly TargetCluster[] {
  const targets = new Map<string, TargetCluster>();
  for (const { stack, source } of configs) {
    if (stack.role !== "platform" && stack.role !== "environment") continue;
    const clusters = readClusters(new ConfigReader(source));
    const named = namedIn(source);
    for (const cluster of clusters)
      if (stack.role === "platform" || named.includes(cluster.name)) targets.set(cluster.name, cluster);
  }
  return [...targets.values()];
}

function outputsOf(stack: string, { around, folder }: Asking): Promise<Answer> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack, "--non-interactive"];
  return ask("pulumi", args, around.env, folder);
}

/** The platform stack's state, what is secret in it encrypted; undefined where there is none to be had. */
async function stateOf(
  configs: readonly OpenConfig[],
  { around, folder, existing }: Asking,
): Promise<MadeThere | undefined> {
  const name = configs.find(({ stack }) => stack.role === "platform")?.stack.name;
  if (name === undefined || !existing.includes(name)) return undefined;
  const answer = await ask("pulumi", ["stack", "export", "--stack", name, "--non-interactive"], around.env, folder);
  const { deployment } = answer.state === "answered" ? answered(answer.text) : {};
  return isRecord(deployment) ? { name, deployment } : undefined;
}

/** Environments' stacks that make something in a cluster themselves: guards of Pods, and beside an Argo CD of its own all that it syncs. */
function makersIn({ name }: TargetCluster, configs: readonly OpenConfig[]): readonly string[] {
  return configs
    .filter(({ stack, source }) => stack.role === "environment" && namedIn(source).includes(name))
    .map(({ stack }) => stack.name);
}

/** Clusters that an environment deploys to. */
function namedIn(source: OpenConfig["source"]): readonly string[] {
  const { places } = readPlaces(new ConfigReader(source));
  return [places?.default, ...Object.values(places?.targets ?? {})].flatMap((place) => place?.cluster ?? []);
}

async function examineTarget(
  target: TargetCluster,
  outputs: Answer,
  platform: MadeThere | undefined,
  configs: readonly OpenConfig[],
  { around, commandLine }: Asking,
): Promise<Finding[]> {
  const { warning } = findingsOf("cluster");
  const { name, stack, output } = target;
  const whose = `cluster ${name} of stack ${stack}`;
  const mend = "Bring that stack up, or mend its entry in slipway:clusters";
  if (outputs.state !== "answered") {
    const why = outputs.state === "failed" ? outputs.why.replace(/^error: /, "") : "there is no pulumi on PATH";
    return [warning("target-unseen", `${whose} can't be looked at: ${why}`, mend)];
  }
  const kubeconfig = kubeconfigIn(answered(outputs.text)[output]);
  if (kubeconfig === undefined) {
    const has = `pulumi stack output --stack ${stack}`;
    return [
      warning(
        "target-unseen",
        `${whose} can't be looked at: no output ${output} holds a kubeconfig`,
        `${mend}; ${has}`,
      ),
    ];
  }
  try {
    const cluster = new Cluster(whose, kubeconfig, around.signal);
    const facts = await clusterFacts(cluster, false, Date.now);
    const findings = judgeCluster(facts, target.kargoShard === undefined ? [] : ["argocd"]);
    const anew = await judgeMadeAnew(cluster, target, platform, makersIn(target, configs), commandLine("up"));
    return [...findings.map((finding) => ofTarget(finding, name)), ...anew];
  } catch (failure) {
    around.signal.throwIfAborted();
    if (!(failure instanceof UserError)) throw failure;
    return [warning("target-unreachable", ...unreachable(whose, failure))];
  }
}

/** As outputs have it: a text, or an object. */
function kubeconfigIn(value: unknown): KubeConfig | undefined {
  const text = isRecord(value) ? JSON.stringify(value) : value;
  if (typeof text !== "string") return undefined;
  const config = new KubeConfig();
  try {
    config.loadFromString(text);
  } catch {
    return undefined; // What the parser says may quote a secret.
  }
  return config.getCurrentCluster() === null ? undefined : config;
}

/** What would keep stacks of the platform's own cluster from coming up needn't keep those from it that go elsewhere. */
function ofTarget(finding: Finding, name: string): Finding {
  const message = finding.rule === "cluster" ? finding.message : `cluster ${name}: ${finding.message}`;
  return { ...finding, message, state: finding.state === "error" ? "warning" : finding.state };
}

function unreachable(whose: string, failure: UserError): [string, string] {
  if (!(failure instanceof ApiFailure)) return [`${whose} can't be asked: ${failure.message}`, "Mend its kubeconfig"];
  const why = failure.serverMessage || failure.message;
  if (failure instanceof LoginFailure || failure.status === 401)
    return [
      `${whose} can't be logged in to: ${why}`,
      "Log in to it again, or bring the stack up that makes its kubeconfig",
    ];
  return [
    `${whose} doesn't answer: ${why}`,
    "Start it, and see that this machine reaches it. Stages that go elsewhere go on; where it was made anew, bring its stack up first",
  ];
}
