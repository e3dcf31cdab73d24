import type { Choices } from "../choices.ts";
import { warehousePoll } from "./controller/warehouse-poll.ts";
import type { KargoChoice } from "./official/choose.ts";

/** Which Kargo runs, said by every start. */
export function kargoNotes(kargo: KargoChoice, { ports }: Choices): string[] {
  if (kargo.kind === "official") {
    return [
      `Kargo's own programs run (${kargo.found})`,
      `Kargo's webhooks server listens on all addresses (port ${ports["kargo-webhooks-server"]}): it has no setting for loopback`,
    ];
  }
  return [
    "stand-ins for Kargo's controller, webhooks and management controller (Projects only); no API and no UI of Kargo's",
    `Warehouses look for artifacts every ${warehousePoll / 1000} s, whatever their interval says`,
    ...(kargo.why === undefined ? [] : [`Kargo's own programs can't be had: ${kargo.why}`]),
  ];
}
