import { openedPorts } from "../../model/platform/kind.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { UserError } from "../../model/problem.ts";
import { tokenVariables } from "../../model/source/token.ts";
import { listed } from "../../model/words.ts";
import { readPlatformChoice } from "../../stacks/platform-settings.ts";
import { readSourceSettings } from "../../stacks/source-settings.ts";
import type { Connection, Surroundings } from "../cluster/connect.ts";
import type { ProjectStack } from "../stacks/project-stacks.ts";
import { ask } from "./ask.ts";
import { clusterFacts, judgeCluster } from "./cluster.ts";
import { judgeConfig } from "./config-problems.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { judgeTokenFacts, tokenFacts } from "./github-access.ts";
import { heldFacts, judgeHeld } from "./held/judge-held.ts";
import { judgeMachine, machineFacts } from "./machine.ts";
import { neededParts } from "./needed-parts.ts";
import { type OpenConfig, openConfig } from "./open-config.ts";
import { judgeLocked, judgeState, stateFacts } from "./pulumi-state.ts";
import { judgeReleases, releaseFacts, releaseNamespaces } from "./releases.ts";
import { judgeSources, projectBackend } from "./sources.ts";
import { judgeAnswer, stackClusters } from "./stack-clusters.ts";
import { examineTargets } from "./target-clusters.ts";
import { judgeTokens } from "./tokens.ts";
import { judgeTools, type KindWish, kindExists, toolFacts } from "./tools.ts";

export interface Examination {
  /** The project's folder. */
  readonly folder: string;
  readonly around: Surroundings;
  /** What a user types for a command. */
  readonly commandLine: (name: string, args?: string) => string;
  /** Those that are about to run, in their order. None: whatever the cluster is for. */
  readonly stacks: readonly ProjectStack[];
  /** A kind cluster on this machine is meant, though no platform stack among `stacks` says which. Default: none. */
  readonly kind?: KindWish;
  /** Finds one cluster to look at, in place of those that the stacks lead to; throws UserError when there is none. */
  readonly connect?: () => Connection;
  /** Somebody named that cluster: where it doesn't answer, it isn't one that kind is still to make. Default false. */
  readonly isNamed?: boolean;
}

/** Looks at everything, changes nothing. Takes at most as long as its slowest question: 30 s, of a cluster 60 s. */
export async function examine(examination: Examination): Promise<Finding[]> {
  const { folder, around, commandLine, stacks, kind, connect, isNamed = false } = examination;
  const { env } = around;
  const platform = platformAmong(stacks);
  const wish = kindOf(platform) ?? kind;
  const namespaces = releaseNamespaces(platform);
  const [machine, tools, state] = await Promise.all([
    machineFacts(folder),
    toolFacts(folder, env, wish),
    stateFacts(folder, env),
  ]);
  const existing = state.login.state === "answered" ? await existingStacks(folder, around) : [];
  const configs = await Promise.all(
    stacks.map((stack) => openConfig(stack, existing.includes(stack.name), env, folder)),
  );
  const toCome = wish === undefined || (tools.kind !== undefined && kindExists(tools.kind)) ? undefined : wish.name;
  const access = await githubAccess(configs, env);
  const asking = { folder, around, commandLine, existing };
  const isLoggedIn = state.login.state === "answered";
  const [cluster, targets] = await (connect === undefined
    ? Promise.all([
        examineStacks(configs, asking, namespaces, toCome),
        isLoggedIn ? examineTargets(configs, asking) : [],
      ])
    : Promise.all([examineOne(connect, toCome !== undefined && !isNamed, namespaces), []]));
  // Programs that were ended with this one, and clusters that were asked no more, say nothing of themselves.
  around.signal.throwIfAborted();
  return [
    ...judgeMachine(machine, wish !== undefined),
    ...judgeTools(tools),
    ...judgeState(state),
    ...judgeLocked(configs, state),
    ...judgeConfig(configs, env),
    ...judgeSources(configs, env, projectBackend(folder)),
    // With a source stack its config has told what is wrong with them.
    ...judgeTokens(env).filter(({ state }) => state !== "error" || !stacks.some(({ role }) => role === "source")),
    ...access,
    ...cluster,
    ...targets,
  ];
}

/** Asks GitHub about the token of a source stack that is right as far as its text goes. */
async function githubAccess(configs: readonly OpenConfig[], env: Surroundings["env"]): Promise<Finding[]> {
  for (const { stack, source, hidden } of configs) {
    if (stack.role !== "source" || hidden.length > 0) continue;
    try {
      const { github, githubLogin } = readSourceSettings(source, env);
      if (github === undefined || (githubLogin !== undefined && !("token" in githubLogin))) continue;
      const token = githubLogin?.token ?? env[tokenVariables.githubToken] ?? "";
      const base = github.baseUrl === undefined ? "https://api.github.com/" : new URL("/api/v3/", github.baseUrl).href;
      const where = githubLogin === undefined ? tokenVariables.githubToken : `${source.project}:githubToken`;
      return judgeTokenFacts(await tokenFacts(token, base), token, where, Date.now());
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // What is wrong with it is told of the config.
    }
  }
  return [];
}

/** Names of the stacks that the backend has; none where it doesn't tell. */
async function existingStacks(folder: string, { env }: Surroundings): Promise<readonly string[]> {
  const answer = await ask("pulumi", ["stack", "ls", "--json", "--non-interactive"], env, folder);
  if (answer.state !== "answered") return [];
  return (JSON.parse(answer.text) as { name: string }[]).map(({ name }) => name.split("/").at(-1) ?? name);
}

function kindOf(platform: Platform | undefined): KindWish | undefined {
  const cluster = platform?.cluster;
  return cluster?.type === "kind" ? { name: cluster.name, ports: [...openedPorts(cluster).values()] } : undefined;
}

/** What the platform stack among these is to install; undefined where none is, or its config is wrong. */
function platformAmong(stacks: readonly ProjectStack[]): Platform | undefined {
  for (const { role, config } of stacks) {
    if (role !== "platform") continue;
    try {
      return readPlatformChoice(config);
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // What is wrong with it is told of the config.
    }
  }
  return undefined;
}

async function examineOne(
  connect: () => Connection,
  kindIsToCome: boolean,
  namespaces: readonly string[],
): Promise<Finding[]> {
  const { ok, error } = findingsOf("cluster");
  try {
    const connection = connect();
    const { cluster, sandbox } = connection;
    const facts = await clusterFacts(cluster, sandbox !== undefined, Date.now);
    return [...judgeCluster(facts), ...(await judgeContents(connection, namespaces))];
  } catch (failure) {
    if (!(failure instanceof UserError)) throw failure;
    if (kindIsToCome) return [ok("no-cluster-yet", "No cluster yet; kind is to make one")];
    return [
      error("cluster-unreachable", failure.message, "Name a cluster that answers with --context or --kubeconfig"),
    ];
  }
}

async function examineStacks(
  configs: readonly OpenConfig[],
  { folder, around, commandLine }: Pick<Examination, "folder" | "around" | "commandLine">,
  namespaces: readonly string[],
  kindToCome: string | undefined,
): Promise<Finding[]> {
  const { ok } = findingsOf("cluster");
  const context = kindToCome === undefined ? undefined : `kind-${kindToCome}`;
  const [clusters, needed] = await Promise.all([stackClusters(configs, around, context), neededParts(configs, folder)]);
  const found = await Promise.all(
    clusters.map(async (cluster) => {
      const silent = judgeAnswer(cluster, commandLine);
      if (silent !== undefined) return [silent];
      const { connection, facts } = cluster;
      if (connection === undefined || facts === undefined) return [];
      return [...judgeCluster(facts, needed), ...(await judgeContents(connection, namespaces))];
    }),
  );
  const dark = configs.filter(({ hidden }) => hidden.some((key) => key.endsWith(":kubeconfig")));
  const names = listed(dark.map(({ stack }) => stack.name));
  const unseen =
    dark.length === 0
      ? []
      : [ok("cluster-unseen", `The kubeconfig of ${names} can't be read before that stack exists`)];
  const coming = kindToCome === undefined ? [] : [ok("no-cluster-yet", "No cluster yet; kind is to make one")];
  return [...coming, ...found.flat(), ...unseen];
}

/** What of a cluster's own objects stands half-way. */
async function judgeContents({ cluster, sandbox }: Connection, namespaces: readonly string[]): Promise<Finding[]> {
  const [releases, held] = await Promise.all([releaseFacts(cluster, namespaces), heldFacts(cluster, sandbox)]);
  return [...judgeReleases(releases, Date.now()), ...judgeHeld(held, Date.now())];
}
