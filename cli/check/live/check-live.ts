import { targetsOf } from "../../../model/compile.ts";
import { checkLive, unreadFindings } from "../../../model/live/check-live.ts";
import { type Review, reviewedPromotions } from "../../../model/live/four-eyes.ts";
import { dockerHubRepositories, type TagMutability } from "../../../model/live/immutable-tags.ts";
import type { LiveCheck } from "../../../model/live/live-project.ts";
import type { CheckSettings } from "../../../model/manifests/settings.ts";
import { settingsOf } from "../../../model/rules/index.ts";
import { legible } from "../../../model/words.ts";
import { connect, surroundings } from "../../cluster/connect.ts";
import type { ClusterChoice } from "../../cluster/options.ts";
import type { Context } from "../../context.ts";
import type { Report } from "../report.ts";
import { isNoneOf } from "./check-elsewhere.ts";
import { knownApps } from "./definitions.ts";
import { tagMutability } from "./docker-hub.ts";
import { gitHosts } from "./git-hosts.ts";
import { readCluster } from "./read-cluster.ts";
import { Reviews } from "./reviews.ts";

/** Questions to a Git host or to Docker Hub at once. */
const atOnce = 4;

interface LiveOptions {
  readonly projects: readonly string[];
  readonly cluster: ClusterChoice;
  /** Without guards the delivery stack's config tells them. */
  readonly settings: CheckSettings;
}

/** Reads a cluster, judges it, and reports; writes nothing anywhere. */
export async function reportLive(context: Context, report: Report, options: LiveOptions): Promise<void> {
  const { signal } = context;
  const connection = connect(options.cluster, surroundings(context));
  const { cluster } = connection;
  const apps = await knownApps(context, connection);
  const settingsFor = (project: string): CheckSettings => {
    const guards = options.settings.guards ?? apps.get(project)?.guards;
    return { ...options.settings, ...(guards === undefined ? {} : { guards }) };
  };
  const argocd = [...apps.values()].flatMap(({ definition }) =>
    targetsOf(definition.compiled).flatMap(({ application }) => application?.metadata.namespace ?? []),
  );
  const podNamespaces = [options.settings.guards, ...[...apps.values()].map(({ guards }) => guards)].flatMap(
    (guards) => (guards?.settings ?? settingsOf()).protectedNamespaces,
  );
  const { projects, guards, clusterTemplates, unread } = await readCluster(cluster, {
    projects: options.projects,
    defined: [...apps.keys()],
    argocdNamespaces: [...new Set(["argocd", ...argocd])],
    podNamespaces: [...new Set(podNamespaces)],
  });
  const reviews = new Reviews(gitHosts(apps.values(), connection, process.env), signal);
  const login = dockerHubLogin(process.env);
  report.add(unreadFindings(unread, cluster.name));
  let objects = 0;
  for (const project of projects) {
    signal.throwIfAborted();
    const check: LiveCheck = {
      cluster: cluster.name,
      project,
      settings: settingsFor(project.name),
      definition: apps.get(project.name)?.definition,
      now: Date.now(),
      // a sandbox brings its stacks up by itself
      up: (stack) => (connection.sandbox === undefined ? `slipway up ${legible(stack)}` : "slipway sandbox up"),
    };
    const urls = reviewedPromotions(check).map(({ url }) => url);
    const reviewed = await answers<Review>(urls, (url) => reviews.of(url));
    const repositories = dockerHubRepositories(check);
    const tags = await answers<TagMutability>(repositories, (name) => tagMutability(name, login, signal));
    const elsewhere = [...(apps.get(project.name)?.guardsElsewhere.values() ?? [])].flat();
    report.add(
      checkLive(check, {
        guards: guards.filter(isNoneOf(elsewhere)),
        clusterTemplates,
        unread,
        reviewOf: (url) => reviewed.get(url),
        mutabilityOf: (repository) => tags.get(repository),
      }),
    );
    objects += project.objects.length;
  }
  report.close(projects.length, objects);
}

function dockerHubLogin({ DOCKERHUB_USERNAME: username, DOCKERHUB_TOKEN: token }: NodeJS.ProcessEnv) {
  return username && token ? { username, token } : undefined;
}

async function answers<T>(all: readonly string[], ask: (one: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  const waiting = [...new Set(all)];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) found.set(next, await ask(next));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}
