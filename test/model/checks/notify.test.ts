import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

const said = (notify: unknown) => check(edited({ notify }), defaultSettings).map(formatProblem);
const host = (got: string) =>
  `error goserver.notify.host: This isn't the host of a webhook (got ${got}; allowed https:// and a host, nothing behind it; ` +
  "http:// for a loopback address only). Write the part of the webhook's URL up to its first single slash; the whole URL is the secret slipway:notify. [notify]";

test.each([
  ["https://hooks.slack.com", []],
  ["https://chat.example.com:8443", []],
  ["http://127.0.0.1:9000", []],
  ["hooks.slack.com", [host('"hooks.slack.com"')]],
  ["http://chat.example.com", [host('"http://chat.example.com"')]],
  ["https://hooks.slack.com/", [host('"https://hooks.slack.com"')]],
  ["https://hooks.slack.com/services/T0/B0/s3cr3t", [host('"https://hooks.slack.com"')]],
  ["https://me:s3cr3t@chat.example.com", [host('"https://chat.example.com"')]],
  ["https://chat.example.com?token=s3cr3t", [host('"https://chat.example.com"')]],
])("a chat at %s, and never its secret part in the message", (given, expected) => {
  expect(said({ host: given, secret: "chat" })).toEqual(expected);
});

test("what has another shape is told where it is", () => {
  expect(said({ host: "https://chat.example.com", secret: "Chat_1" })).toEqual([
    'error goserver.notify.secret: A Secret can\'t have this name (got "Chat_1"; allowed at most 63 of a-z, 0-9 and -, not starting or ending with -). ' +
      'Write for example "chat". [notify]',
  ]);
  expect(said({ host: "https://chat.example.com" })).toHaveLength(1);
  expect(said("https://chat.example.com")).toHaveLength(1);
});
