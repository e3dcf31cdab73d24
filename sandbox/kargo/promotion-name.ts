import { createHash } from "node:crypto";
import { ulid } from "./ulid.ts";

/** A name has at most 253 characters, of which 26 are a ULID, 7 a hash and 2 dots. */
const longestStage = 253 - 1 - 26 - 1 - 7;

/** `<stage>.<ulid>.<first seven of the Freight's name>`: names in order of time. Source: kargo v1.11.2, pkg/api/promotion.go. */
export function promotionName(stage: string, freight: string): string {
  if (stage === "" || freight === "") return "";
  return [stage.slice(0, longestStage), ulid(), freight.slice(0, 7)].join(".").toLowerCase();
}

/** A label's value of at most 63 characters; a longer one ends with a hash. Source: kargo v1.11.2, pkg/kubernetes/labels.go. */
export function labelValue(value: string): string {
  if (value.length <= 63) return value;
  const hash = createHash("sha256").update(value).digest("hex").slice(0, 8);
  return `${value.slice(0, 63 - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}
