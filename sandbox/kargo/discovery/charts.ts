import { parse } from "yaml";
import type { Credentials } from "../../../promotion/outside.ts";
import { RegistryRepository } from "./registry-client.ts";
import { greatestFirst, readVersion, type Version } from "./semver.ts";
import { constraintCheck } from "./semver-constraint.ts";

/** A chart subscription of a Warehouse. */
export interface ChartSubscription {
  readonly repoURL: string;
  readonly name?: string;
  readonly semverConstraint?: string;
  readonly discoveryLimit?: number;
  readonly insecureSkipTLSVerify?: boolean;
}

const timeout = 30_000;

/** The chart's versions, greatest first. Source: kargo v1.11.2, pkg/helm/chart/{http,oci}_selector.go. */
export async function selectChartVersions(
  subscription: ChartSubscription,
  credentials: Credentials | undefined,
): Promise<string[]> {
  const { repoURL, name = "", semverConstraint = "", discoveryLimit = 20, insecureSkipTLSVerify } = subscription;
  if (insecureSkipTLSVerify) throw new Error("insecureSkipTLSVerify is not done by the stand-in");
  const versions = repoURL.startsWith("oci://")
    ? await ociVersions(repoURL, credentials)
    : await indexVersions(repoURL, name, credentials);
  const meets = constraintCheck(semverConstraint);
  return versions
    .filter(meets)
    .sort(greatestFirst)
    .slice(0, discoveryLimit)
    .map(({ original }) => original);
}

/** A tag can't hold the `+` of a version: Helm writes `_`. */
async function ociVersions(repoURL: string, credentials: Credentials | undefined): Promise<Version[]> {
  const repository = new RegistryRepository({ repoURL: repoURL.slice("oci://".length) }, credentials, new Map());
  return (await repository.tags()).flatMap((tag) =>
    tag.startsWith("v") ? [] : (readVersion(tag.replaceAll("_", "+"), true) ?? []),
  );
}

async function indexVersions(repoURL: string, name: string, credentials: Credentials | undefined): Promise<Version[]> {
  const url = `${repoURL.replace(/\/$/, "")}/index.yaml`;
  const basic = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  const headers: Record<string, string> = basic === undefined ? {} : { authorization: `Basic ${basic}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeout) });
  if (response.status !== 200)
    throw new Error(`received unexpected HTTP ${response.status} when querying repository index at "${url}"`);
  const index = parse(await response.text()) as { entries?: Record<string, { version?: string }[]> } | null;
  return (index?.entries?.[name] ?? []).flatMap(({ version = "" }) => readVersion(version) ?? []);
}
