import type { Part } from "./charts.ts";
import type { Platform } from "./platform.ts";

/** Where Helm takes a chart from. */
export interface ChartSource {
  /** A name in a repository, an OCI address, or a file. */
  readonly chart: string;
  /** Left out for a file, which is one version. */
  readonly version?: string;
  /** Address of a Helm repository; left out where `chart` says it all. */
  readonly repository?: string;
}

/**
 * A part's chart: out of its own repository, or, in an air gap, out of a folder (`<folder>/<name>-<version>.tgz`, as
 * `helm pull` leaves it; relative, since an absolute path is another one on each machine) or an OCI mirror.
 *
 * @param version default: the one that is chosen
 */
export function chartSource(
  part: Part,
  { parts, airGap }: Platform,
  version: string = parts[part].version,
): ChartSource {
  const { name, repository } = parts[part];
  const from = airGap.charts ?? repository;
  if (from.startsWith("oci://")) return { chart: `${from}/${name}`, version };
  if (from.startsWith("https://")) return { chart: name, version, repository: from };
  return { chart: `${from}/${name}-${version}.tgz` };
}
