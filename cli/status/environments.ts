import { appLabel, authorizedStageAnnotation } from "../../model/keys.ts";

/** What one environment (one target of it) runs, as the cluster and the registry tell it. */
export interface EnvironmentRow {
  readonly app: string;
  /** The Stage's name: the environment, or environment-target. */
  readonly environment: string;
  /** Source commit the running image was built from; undefined when never promoted. */
  readonly commit: string | undefined;
  readonly version: string | undefined;
  readonly image: string | undefined;
  /** Argo CD's words; Unknown while the Stage's branch does not exist. */
  readonly sync: string;
  readonly health: string;
  /** When Argo CD deployed this revision, RFC 3339. */
  readonly since: string | undefined;
  /** Says why a row is not Synced and Healthy, in Argo CD's words. */
  readonly message: string | undefined;
  /** Argo CD has never seen the Stage's branch: no Promotion has written it. */
  readonly neverPromoted: boolean;
}

/** The fields of an Argo CD Application that a status row is made of. */
export interface Application {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly history?: readonly { readonly revision?: string; readonly deployedAt?: string }[];
    readonly summary?: { readonly images?: readonly string[] };
    readonly operationState?: { readonly phase?: string; readonly message?: string };
  };
}

/** One row of the table. `version` is asked of the registry, which alone knows it. */
export function environmentRow(
  application: Application,
  version: (image: string) => string | undefined,
): EnvironmentRow {
  const { metadata, status } = application;
  const last = status?.history?.at(-1);
  const image = status?.summary?.images?.[0];
  const problem = status?.conditions?.find((condition) => condition.type.endsWith("Error"));
  // While the branch doesn't exist, Argo CD gives no revision, or the branch's name in place of one.
  const neverPromoted = last === undefined && !/^[0-9a-f]{40}$/.test(status?.sync?.revision ?? "");
  return {
    app: metadata.labels?.[appLabel] ?? metadata.name,
    environment: metadata.annotations?.[authorizedStageAnnotation]?.split(":")[1] ?? metadata.name,
    commit: image && /:([0-9a-f]{40})(@|$)/.exec(image)?.[1],
    version: image && version(image),
    image,
    sync: status?.sync?.status ?? "Unknown",
    health: status?.health?.status ?? "Unknown",
    since: last?.deployedAt,
    message: neverPromoted ? undefined : (problem?.message ?? status?.health?.message),
    neverPromoted,
  };
}

const heads = ["environment", "commit", "version", "image", "sync", "health", "since"] as const;

/** A table for people; `order` puts environments in promotion order, unknown ones last. */
export function environmentTable(rows: readonly EnvironmentRow[], order: readonly string[]): string {
  const place = (row: EnvironmentRow) =>
    order.includes(row.environment) ? order.indexOf(row.environment) : order.length;
  const cells = [...rows]
    .sort((a, b) => place(a) - place(b) || (a.environment < b.environment ? -1 : 1))
    .map((row) =>
      row.neverPromoted
        ? [row.environment, "never promoted", "-", "-", row.sync, row.health, "-"]
        : [
            row.environment,
            row.commit?.slice(0, 12) ?? "-",
            row.version ?? "-",
            row.image?.replace(/([0-9a-f]{12})[0-9a-f]{28}/, "$1…") ?? "-",
            row.sync,
            row.health,
            row.since ?? "-",
          ],
    );
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  const messages = rows.filter((row) => row.message).map((row) => `${row.environment}: ${row.message}`);
  return [line(heads), ...cells.map(line), ...messages].join("\n");
}
