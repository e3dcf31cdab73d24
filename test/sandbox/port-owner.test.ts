import { expect, test } from "vitest";
import { listeningInodes } from "../../sandbox/port-owner.ts";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
`;

test("the listening socket of a port is found, connections to it are not", () => {
  expect(listeningInodes(table, 8080)).toEqual(["4711"]);
});

test("a port is compared with all of its four digits", () => {
  expect([listeningInodes(table, 80), listeningInodes(table, 0x90), listeningInodes("", 80)]).toEqual([
    ["4713"],
    [],
    [],
  ]);
});
