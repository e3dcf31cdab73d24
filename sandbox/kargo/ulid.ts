import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let last = { time: 0, entropy: 0n };

/**
 * A sortable id of 26 characters (github.com/ulid/spec): 48 bits of time, 80 of chance. Ids of the same millisecond
 * count up, as those that Kargo makes.
 *
 * @param time in milliseconds
 */
export function ulid(time = Date.now()): string {
  const later = time > last.time;
  last = later
    ? { time, entropy: BigInt(`0x${randomBytes(10).toString("hex")}`) & (2n ** 79n - 1n) }
    : { time: last.time, entropy: last.entropy + 1n };
  return encoded(BigInt(last.time), 10) + encoded(last.entropy, 16);
}

function encoded(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet[Number(rest & 31n)] + text;
  return text;
}
