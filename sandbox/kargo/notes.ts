import type { Choices } from "../choices.ts";
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
    "stand-ins for Kargo's management controller (Projects only) and for its webhooks; Kargo's controllers do not run",
    ...(kargo.why === undefined ? [] : [`Kargo's own programs can't be had: ${kargo.why}`]),
  ];
}
