import type { ProviderCredentials } from "../components/verification/provider-secrets.ts";
import { isRecord } from "../model/json.ts";
import { passwordsSinceProblem } from "../model/platform/passwords-since.ts";
import { type Platform, platformOf } from "../model/platform/platform.ts";
import { takeOverProblems } from "../model/platform/take-over-settings.ts";
import type { TargetCluster } from "../model/platform/target-clusters.ts";
import { ProblemsError } from "../model/problem.ts";
import { type ClusterAccess, readClusterAccess } from "./cluster-access.ts";
import { doubtOf } from "./cluster-confirmation.ts";
import { type ConfigKey, ConfigReader } from "./config-reader.ts";
import type { ConfigSource } from "./config-source.ts";
import { hashProblem, isOfCommonPassword } from "./password-hash.ts";
import { peopleKey, readPeople } from "./people.ts";
import { platformVerificationKeys, readProviderCredentials } from "./platform-verification.ts";
import { clusterKeys, readClusters, requireShards } from "./target-places.ts";

/** The platform stack's config, checked and typed. */
export interface PlatformStackSettings {
  readonly platform: Platform;
  /** Where an existing cluster is; undefined for one that the stack makes, or takes from another stack. */
  readonly clusterAccess?: ClusterAccess;
  /** bcrypt hashes of the accounts `admin`. Those left out get a generated password. */
  readonly adminPasswordHashes: Readonly<Partial<Record<"argocd" | "kargo", string>>>;
  /** Of the confidential client that Argo CD logs in by. Default: a public client with PKCE. */
  readonly oidcClientSecret?: string;
  /** What verifications of the whole platform log in by. */
  readonly credentials: ProviderCredentials;
  /** Clusters beside the platform's own. Default: none. */
  readonly clusters: readonly TargetCluster[];
}

const keys = {
  role: { name: "role", example: "platform" },
  platform: { name: "platform", example: `'{"cluster": {"type": "kind"}}'` },
  kubeconfig: { name: "kubeconfig", example: "< kubeconfig.yaml", secret: true },
  context: { name: "context", example: "NAME" },
  clusterIdentifier: { name: "clusterIdentifier", example: "NAME" },
  adminPasswordHashes: {
    name: "adminPasswordHashes",
    example: `'{"argocd": "$2a$…", "kargo": "$2a$…"}'`,
    secret: true,
  },
  oidcClientSecret: { name: "oidcClientSecret", example: "SECRET", secret: true },
  people: peopleKey,
  ...platformVerificationKeys,
  clusters: clusterKeys.clusters,
} as const satisfies Record<string, ConfigKey>;

/** Keys that Pulumi.yaml may give every stack. */
const unused: readonly ConfigKey[] = ["pipelines", "mirrors", "argocdNamespace", "shards"].map((name) => ({
  name,
  example: "",
}));

/** Whether a stack's config says that it is a platform stack: those have other settings than all others. */
export function isPlatformStack({ project, values }: ConfigSource): boolean {
  return values[`${project}:role`] === "platform";
}

/**
 * Turns a platform stack's config into settings.
 *
 * @throws ProblemsError with everything that is wrong and what mends it; never with a secret
 */
export function readPlatformSettings(source: ConfigSource): PlatformStackSettings {
  const reader = new ConfigReader(source);
  reader.refuseOthers([...Object.values(keys), ...unused]);
  reader.refusePlainSecrets();
  const platform = readChoice(reader);
  const clusterAccess =
    platform?.cluster.type === "existing" ? readExisting(reader, platform.cluster.confirm) : undefined;
  const hashes = reader.json(keys.adminPasswordHashes, "an object with argocd, kargo or both", isHashes) ?? {};
  for (const [account, hash] of Object.entries(hashes)) {
    const problem = hashProblem(hash);
    if (problem !== undefined)
      reader.report(keys.adminPasswordHashes, "config-value", `${account}: ${problem.message}`, { fix: problem.fix });
  }
  const oidcClientSecret = reader.text(keys.oidcClientSecret);
  const credentials = readProviderCredentials(reader, platform);
  const clusters = readClusters(reader);
  if (platform !== undefined) requireShards(reader, clusters, platform);
  if (reader.problems.length === 0) refuseCommonPasswords(reader, hashes);
  if (platform === undefined || reader.problems.length > 0) {
    throw new ProblemsError(`config of stack ${source.stack}`, reader.problems);
  }
  return {
    platform,
    credentials,
    clusters,
    ...(clusterAccess !== undefined && { clusterAccess }),
    adminPasswordHashes: hashes,
    ...(oidcClientSecret !== undefined && { oidcClientSecret }),
  };
}

function refuseCommonPasswords(reader: ConfigReader, hashes: Readonly<Record<string, string>>): void {
  for (const [account, hash] of Object.entries(hashes)) {
    if (!isOfCommonPassword(hash, account)) continue;
    reader.report(
      keys.adminPasswordHashes,
      "weak-password",
      `${account}: this is the hash of a password that everybody tries first`,
      {
        fix: `Take it out, and a password is generated; or hash one that no list has`,
      },
    );
  }
}

/**
 * What is to be installed, for who only wants to know: secrets and access to the cluster are left alone.
 *
 * @throws ProblemsError with everything that is wrong with it
 */
export function readPlatformChoice(source: ConfigSource): Platform {
  const reader = new ConfigReader(source);
  const platform = readChoice(reader);
  if (platform === undefined || reader.problems.length > 0)
    throw new ProblemsError(`config of stack ${source.stack}`, reader.problems);
  return platform;
}

function readChoice(reader: ConfigReader): Platform | undefined {
  const people = readPeople(reader);
  const { platform, problems } = platformOf(reader.json(keys.platform, "an object", isRecord), people);
  const others = platform === undefined ? [] : takeOverProblems(platform);
  const moment = platform === undefined ? undefined : passwordsSinceProblem(platform.passwordsSince, new Date());
  for (const { path, message, got, allowed, fix } of [...problems, ...others, ...(moment ? [moment] : [])]) {
    const facts = { ...(got !== undefined && { got }), ...(allowed !== undefined && { allowed }), fix };
    reader.report(keys.platform, "config-value", `${path}: ${message}`, facts);
  }
  return platform;
}

function readExisting(reader: ConfigReader, confirm: string | undefined): ClusterAccess | undefined {
  const access = readClusterAccess(reader, keys);
  if (access === undefined) return undefined;
  const doubt = doubtOf(access);
  if (doubt === undefined || confirm === doubt.name) return access;
  reader.report(keys.platform, "cluster-not-confirmed", doubt.message, {
    got: doubt.got,
    fix: `If it is meant, add to platform.cluster: "confirm": ${JSON.stringify(doubt.name)}`,
  });
  return undefined;
}

function isHashes(value: unknown): value is Partial<Record<"argocd" | "kargo", string>> {
  return (
    isRecord(value) &&
    Object.entries(value).every(([key, each]) => ["argocd", "kargo"].includes(key) && typeof each === "string")
  );
}
