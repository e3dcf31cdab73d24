import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { charts, parts } from "../../model/platform/charts.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { listed } from "../../model/words.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** One revision of a Helm release, as its Secret's labels tell it. */
export interface HelmRevision {
  readonly namespace: string;
  readonly release: string;
  readonly revision: number;
  /** Helm's word: `deployed`, `superseded`, `failed`, `pending-install`, `pending-upgrade`, `pending-rollback`, `uninstalling`, … */
  readonly status: string;
  /** When Helm wrote that status, in milliseconds. */
  readonly since: number;
  readonly secret: string;
}

export interface ReleaseFacts {
  readonly revisions: readonly HelmRevision[];
  /** Namespaces whose Secrets may not be listed. */
  readonly unseen: readonly string[];
}

interface SecretMetadata {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Where a platform's parts are installed. Default: where Slipway installs them when nobody says otherwise. */
export function releaseNamespaces(platform?: Platform): readonly string[] {
  return [...new Set(parts.map((part) => (platform?.parts ?? charts)[part].namespace))];
}

/**
 * Every revision that Helm keeps in these namespaces. Asks for metadata alone: what a release holds is values, and with
 * them secrets.
 *
 * Format: helm v3, pkg/storage/driver/secrets.go.
 *
 * @throws ApiFailure when the cluster doesn't answer
 */
export async function releaseFacts(cluster: Cluster, namespaces: readonly string[]): Promise<ReleaseFacts> {
  const unseen: string[] = [];
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      try {
        const secrets = await cluster.list<SecretMetadata>(kinds.secretMetadata, namespace, "owner=helm");
        return secrets.flatMap(({ metadata }) => revisionOf(namespace, metadata));
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.status === 0) throw error;
        unseen.push(namespace);
        return [];
      }
    }),
  );
  return { revisions: found.flat(), unseen: unseen.sort() };
}

function revisionOf(namespace: string, metadata: SecretMetadata["metadata"]): HelmRevision[] {
  const { name: secret, creationTimestamp, labels = {} } = metadata;
  const { name: release, status, version } = labels;
  if (!secret.startsWith("sh.helm.release.v1.") || release === undefined || status === undefined) return [];
  const written = Number(labels["modifiedAt"] ?? labels["createdAt"]);
  const since = Number.isFinite(written) ? written * 1000 : Date.parse(creationTimestamp);
  return [{ namespace, release, revision: Number(version), status, since, secret }];
}

/** Slipway's own bound of one chart's installation, in minutes: what has been at it for longer is dead. */
const longestAtWork = 15;

/**
 * Releases that Helm was cut off at: it touches none of them again by itself.
 *
 * @param now milliseconds
 */
export function judgeReleases({ revisions, unseen }: ReleaseFacts, now: number): Finding[] {
  const { ok, warning } = findingsOf("releases");
  const releases = [...Map.groupBy(revisions, ({ namespace, release }) => `${namespace}/${release}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => own.sort((a, b) => b.revision - a.revision));
  const stuck = releases.flatMap(([newest, ...before]) => {
    if (newest === undefined || !(newest.status in whatIsRefused)) return [];
    const { namespace, release, revision, status, since } = newest;
    const minutes = Math.max(0, Math.floor((now - since) / 60_000));
    const unsure = minutes < longestAtWork ? "; somebody may still be at it" : "";
    const message = `Helm release ${namespace}/${release} has been ${status} for ${minutes} min (revision ${revision}, since ${new Date(since).toISOString().replace(".000Z", "Z")})${unsure}: ${whatIsRefused[status]}`;
    return [warning("release-stuck", message, wayOut(newest, before))];
  });
  const dark =
    unseen.length === 0
      ? []
      : [ok("releases-unseen", `Secrets of ${listed(unseen)} may not be listed, nor Helm's releases there`)];
  if (stuck.length > 0 || revisions.length === 0) return [...stuck, ...dark];
  return [ok("releases", "No Helm release of the platform's is stuck"), ...dark];
}

const pending = 'helm refuses to upgrade it: "another operation (install/upgrade/rollback) is in progress"';

/** Source: helm v3, pkg/action/upgrade.go (prepareUpgrade), install.go (availableName). */
const whatIsRefused: Readonly<Record<string, string>> = {
  "pending-install": `${pending}, and to install it: "cannot re-use a name that is still in use"`,
  "pending-upgrade": pending,
  "pending-rollback": pending,
  uninstalling:
    'helm refuses to upgrade it ("has no deployed releases") and to install it ("cannot re-use a name that is still in use")',
};

/**
 * Rollback and uninstall are refused in none of these states (pkg/action/rollback.go, uninstall.go). Without a record of the
 * unfinished revision helm goes on from the one before, and takes over what carries its marks.
 */
function wayOut({ namespace, release, status, secret }: HelmRevision, before: readonly HelmRevision[]): string {
  const slipway =
    "If slipway up was cut off at it, run slipway up again: it mends this itself. Else, once nobody runs helm there:";
  if (status === "uninstalling") return `To go on with it: helm uninstall ${release} -n ${namespace}`;
  const target =
    before.find((each) => each.status === "deployed") ?? before.find((each) => each.status === "superseded");
  if (target !== undefined && status !== "pending-install")
    return `${slipway} helm rollback ${release} ${target.revision} -n ${namespace} (to what was deployed last)`;
  return `${slipway} kubectl delete secret ${secret} -n ${namespace} (what it made stays, and the next install takes it over), or, to start from nothing: helm uninstall ${release} -n ${namespace}`;
}
