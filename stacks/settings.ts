import { isReason, reasonAllowed } from "../model/freeze/reason.ts";
import { isRecord } from "../model/json.ts";
import type { TargetCluster } from "../model/platform/target-clusters.ts";
import { ProblemsError } from "../model/problem.ts";
import { catalogue, type Guards, guardsOf, ownGuards } from "../model/rules/index.ts";
import { defaultSettings, gitProviders, type Mirror, type Settings } from "../model/settings.ts";
import { shown } from "../model/words.ts";
import { type ClusterAccess, readClusterAccess } from "./cluster-access.ts";
import { type ConfigKey, ConfigReader } from "./config-reader.ts";
import type { ConfigSource } from "./config-source.ts";
import { type Credentials, credentialKeys, readCredentials } from "./credentials.ts";
import { peopleKey, readPeople } from "./people.ts";
import { pipelinesKey, readPipelines } from "./pipelines-setting.ts";
import { isRecordOfTexts } from "./shapes.ts";
import { clusterKeys, type ReadPlaces, readPlaces } from "./target-places.ts";

/** One stack's config, checked and typed. */
export interface StackSettings extends Credentials {
  readonly role: "delivery" | "environment";
  /** The environment an environment stack stands for. Default: the stack's name. */
  readonly environment: string;
  /** Names of the pipelines the stack holds. Empty: every folder of apps/ with a pipeline.ts. */
  readonly pipelines: readonly string[];
  readonly clusterAccess: ClusterAccess;
  /** Full name of the delivery stack: `<organization>/<project>/<stack>`. Default: `delivery` of the same project. */
  readonly deliveryStack: string;
  /** Full name of the source stack, which made the secrets of webhooks. Default: `source` of the same project. */
  readonly sourceStack: string;
  /** Where the compiled objects run. */
  readonly compile: Settings;
  /** Clusters beside the platform's own. Default: none. */
  readonly clusters?: readonly TargetCluster[];
  /** Kargo's shards that have a controller. Default: none, and only the default controller. */
  readonly shards?: readonly string[];
  /** What the team says of guard rules. Default: every rule at its own level, and no setting. */
  readonly guards?: Guards;
}

const keys = {
  role: { name: "role", example: "environment" },
  environment: { name: "environment", example: "dev" },
  pipelines: pipelinesKey,
  kubeconfig: { name: "kubeconfig", example: "< kubeconfig.yaml", secret: true },
  context: { name: "context", example: "NAME" },
  clusterIdentifier: { name: "clusterIdentifier", example: "NAME" },
  mirrors: { name: "mirrors", example: `'{"docker.io/": "registry.example.com/"}'` },
  gitProvider: { name: "gitProvider", example: "gitea" },
  ...credentialKeys,
  deliveryStack: { name: "deliveryStack", example: "delivery" },
  argocdNamespace: { name: "argocdNamespace", example: "argocd" },
  ...clusterKeys,
  frozen: { name: "frozen", example: '"incident 7"' },
  guards: { name: "guards", example: `'{"minimumSoak": "24h", "levels": {"G10": "deny"}}'` },
  people: peopleKey,
} as const satisfies Record<string, ConfigKey>;

/** What `readCompileConfig` reads. */
const compileKeys: readonly ConfigKey[] = [
  keys.role,
  keys.environment,
  keys.pipelines,
  keys.mirrors,
  keys.gitProvider,
  keys.argocdNamespace,
  ...Object.values(clusterKeys),
  keys.guards,
  keys.frozen,
  keys.people,
];

/**
 * Turns config into settings, defaults applied.
 *
 * @param organization of the backend; `organization` on a file backend.
 * @param now what the ends of the guards' exceptions are measured against. Default: the clock
 * @throws ProblemsError with everything that is wrong and the command that mends it.
 */
export function readSettings(source: ConfigSource, organization: string, now: Date = new Date()): StackSettings {
  const reader = new ConfigReader(source);
  reader.refuseOthers(Object.values(keys));
  reader.refusePlainSecrets();
  const role = readRole(reader, source);
  const clusterAccess = readClusterAccess(reader, keys);
  const settings = {
    environment: reader.text(keys.environment) ?? source.stack,
    pipelines: readPipelines(reader),
    ...readCredentials(reader),
    deliveryStack: fullStackName(reader.text(keys.deliveryStack) ?? "delivery", organization, source.project),
    sourceStack: fullStackName(reader.text(keys.sourceStack) ?? "source", organization, source.project),
    ...readCompiled(reader, now),
  };
  if (role === undefined || clusterAccess === undefined || reader.problems.length > 0) {
    throw new ProblemsError(`config of stack ${source.stack}`, reader.problems);
  }
  return { role, clusterAccess, ...settings };
}

/** What of a stack's config decides what is compiled; how the stack reaches its cluster has no part in it. */
export type CompileConfig = Pick<StackSettings, "role" | "environment" | "pipelines" | "compile" | "guards">;

/**
 * Reads a stack's config as it stands in its file, for who compiles without Pulumi. Whether exceptions have ended isn't
 * judged: that is for who applies them.
 *
 * @param source encrypted values may hold any text: they are never read
 * @throws ProblemsError with everything that is wrong; a value that is needed and encrypted is one of them.
 */
export function readCompileConfig(source: ConfigSource): CompileConfig {
  const reader = new ConfigReader(source);
  reader.refuseOthers(Object.values(keys));
  reader.refusePlainSecrets();
  for (const key of compileKeys) reader.refuseSecret(key);
  const role = readRole(reader, source);
  const config = {
    environment: reader.text(keys.environment) ?? source.stack,
    pipelines: readPipelines(reader),
    ...readCompiled(reader),
  };
  if (role === undefined || reader.problems.length > 0) {
    throw new ProblemsError(`config of stack ${source.stack}`, reader.problems);
  }
  return { role, ...config };
}

function readRole(reader: ConfigReader, source: ConfigSource): StackSettings["role"] | undefined {
  const key = { ...keys.role, example: source.stack === "delivery" ? "delivery" : "environment" };
  if (reader.text(key) === undefined) {
    reader.report(key, "config-missing", "a stack needs a role", {
      allowed: "platform, source, delivery, environment",
    });
  }
  const role = reader.choice(key, ["platform", "source", "delivery", "environment"]);
  if (role !== "source" && role !== "platform") return role;
  reader.report(key, "config-value", `a ${role} stack has settings of its own, and nothing that is compiled`);
  return undefined;
}

function readCompiled(
  reader: ConfigReader,
  now?: Date,
): Pick<StackSettings, "compile" | "clusters" | "guards" | "shards"> {
  const { clusters, shards, ...places } = readPlaces(reader);
  const compile = readCompileSettings(reader, places);
  const guards = readGuards(reader, now);
  const people = readPeople(reader, guards.guards);
  return {
    compile: { ...compile, ...(people === undefined ? {} : { people }) },
    ...(clusters === undefined ? {} : { clusters }),
    ...guards,
    // G12 stands in the delivery stack, which isn't told where an environment's targets run.
    ...(shards === undefined ? {} : { shards, guards: { ...(guards.guards ?? ownGuards), shards } }),
  };
}

function readCompileSettings(reader: ConfigReader, { cluster, places }: ReadPlaces): Settings {
  const mirrors = readMirrors(reader);
  const gitProvider = reader.choice(keys.gitProvider, gitProviders);
  const frozen = readFrozen(reader);
  return {
    mirrors,
    ...(gitProvider === undefined ? {} : { gitProvider }),
    ...(frozen === undefined ? {} : { frozen }),
    argocdNamespace: readArgocdNamespace(reader),
    cluster: cluster ?? defaultSettings.cluster,
    ...(places === undefined ? {} : { places }),
  };
}

function readMirrors(reader: ConfigReader): readonly Mirror[] {
  const mirrors = reader.json(keys.mirrors, "an object of prefixes, from → to", isRecordOfTexts) ?? {};
  for (const [from, to] of Object.entries(mirrors)) {
    // Every URL begins with nothing.
    if (from !== "" && !/\s/.test(from + to)) continue;
    reader.report(keys.mirrors, "config-value", "a prefix is empty or has white space in it", {
      got: `${shown(from)} → ${shown(to)}`,
      allowed: "the beginning of URLs of images, charts or Git, such as docker.io/acme/",
    });
  }
  return Object.entries(mirrors).map(([from, to]): Mirror => ({ from, to }));
}

function readArgocdNamespace(reader: ConfigReader): string {
  const given = reader.text(keys.argocdNamespace) ?? defaultSettings.argocdNamespace;
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(given))
    reader.report(keys.argocdNamespace, "config-value", "this can't be the name of a namespace", {
      got: shown(given),
      allowed: "up to 63 lower case letters, digits and -; no - first or last",
    });
  return given;
}

/** A freeze says why, since whoever is refused reads it; `false` is none. */
function readFrozen(reader: ConfigReader): string | undefined {
  const text = reader.text(keys.frozen);
  if (text === undefined || text === "false") return undefined;
  // What YAML 1.1 takes for true and false, and Pulumi for texts: `no` would freeze, for the reason "no".
  if (!/^(true|yes|on|no|off|null|~|[01])$/i.test(text) && isReason(text)) return text;
  const got = shown(text);
  reader.report(keys.frozen, "config-value", "a freeze says why it is there", { got, allowed: reasonAllowed });
  return undefined;
}

/** What the team asks of guard rules. */
export function readGuards(reader: ConfigReader, now?: Date): Pick<StackSettings, "guards"> {
  const given = reader.json(keys.guards, "an object of guard settings", isRecord);
  if (given === undefined) return {};
  const { guards, problems } = guardsOf(
    given,
    catalogue.map(({ id }) => id),
    now,
  );
  for (const { path, message, got, allowed } of problems)
    reader.report(keys.guards, "config-value", `${path}: ${message}`, {
      ...(got === undefined ? {} : { got }),
      ...(allowed === undefined ? {} : { allowed }),
    });
  return { guards };
}

function fullStackName(name: string, organization: string, project: string): string {
  return name.includes("/") ? name : `${organization}/${project}/${name}`;
}
