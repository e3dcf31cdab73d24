import type { Live, LiveNode } from "../../model/diagram/diagram.ts";
import { originKey } from "../../promotion/freight.ts";
import type { LiveFreight } from "../kargo/objects.ts";
import { age, left } from "../kargo/words.ts";
import { freightName } from "../status/freight-facts.ts";
import { ofOrigin } from "../status/next-freight.ts";
import type { StageRow } from "../status/row.ts";

/**
 * Where Freight is, for a picture: what `slipway status` tells, in a few words per box.
 *
 * @param now milliseconds
 */
export function liveFacts(rows: readonly StageRow[], freight: readonly LiveFreight[], now: number): Live {
  const origins = new Set(freight.map(({ origin }) => originKey(origin)));
  return {
    stages: new Map(rows.filter(({ controlFlow }) => !controlFlow).map((row) => [row.stage, stageFacts(row, now)])),
    warehouses: new Map(
      [...origins].map((origin) => [
        origin.replace(/^Warehouse\//, ""),
        warehouseFacts(ofOrigin(freight, origin), now),
      ]),
    ),
  };
}

function stageFacts(row: StageRow, now: number): LiveNode {
  const { freight, running, since, neverPromoted, verification, health, sync, next, promotion } = row;
  const versions = [running?.version, ...freight.map(({ version }) => version)].filter((each) => each !== undefined);
  const names = neverPromoted
    ? ["never promoted"]
    : freight.length === 0
      ? ["(not Freight)"]
      : freight.map(freightName);
  const state = [
    health === "-" ? undefined : health,
    sync === "OutOfSync" ? sync : undefined,
    verifiedWords[verification.state],
    since === undefined ? undefined : age(now - Date.parse(since)),
  ];
  const [ahead] = next;
  const coming =
    promotion !== undefined
      ? `${promotion.phase === "Running" ? "promoting" : promotion.phase.toLowerCase()}: ${promotion.freight}`
      : ahead &&
        `next: ${ahead.freight}${ahead.availableIn === undefined ? "" : ` in ${left(ahead.availableIn * 1000)}`}`;
  return {
    tone: neverPromoted && promotion === undefined ? "none" : toneOf(row),
    lines: [
      [names.join(", "), ...new Set(versions)].join(" "),
      neverPromoted ? "" : state.filter((each) => each !== undefined).join(", "),
      coming ?? "",
      frozenWords(row),
    ].filter((line) => line !== ""),
  };
}

function frozenWords({ freeze }: StageRow): string {
  if (freeze?.frozen !== true) return "";
  if (freeze.byHand !== undefined) return `frozen by ${freeze.byHand.by ?? "hand"}`;
  return freeze.until === undefined ? "frozen" : `frozen until ${freeze.until.slice(0, 16).replace("T", " ")} UTC`;
}

const verifiedWords: Readonly<Record<StageRow["verification"]["state"], string | undefined>> = {
  verified: "verified",
  running: "verifying",
  failed: "verification failed",
  waiting: "not verified yet",
  none: undefined,
};

function toneOf({ problems, promotion, verification, health }: StageRow): LiveNode["tone"] {
  if (problems.length > 0) return "bad";
  return promotion !== undefined || verification.state === "running" || health === "Progressing" ? "busy" : "good";
}

function warehouseFacts(freight: readonly LiveFreight[], now: number): LiveNode {
  const [newest] = freight;
  if (newest === undefined) return { tone: "none", lines: [] };
  const found = newest.discoveredAt ?? newest.metadata.creationTimestamp;
  const name = freightName({ name: newest.metadata.name, ...(newest.alias !== undefined && { alias: newest.alias }) });
  return {
    tone: "none",
    lines: [`newest: ${name}${found === undefined ? "" : `, ${age(now - Date.parse(found))} ago`}`],
  };
}
