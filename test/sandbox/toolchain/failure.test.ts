import { describe, expect, test } from "vitest";
import { describeFailure, tellingLines } from "../../../sandbox/toolchain/failure.ts";

const failure = {
  outcome: "kube-apiserver 1.36.1 could not be built",
  how: '"go build" ended with exit code 1',
  log: "/cache/logs/kube-apiserver-1.36.1.log",
  tail: [] as string[],
  proxy: "https://me:secret@proxy.example|direct",
};
const again = "What is there already is kept: the same command goes on with it.";

describe("a failed build is told", () => {
  test("with program, version, the log's end and its place", () => {
    expect(describeFailure({ ...failure, tail: ["# k8s.io/x", "x.go:1:2: undefined: y"] })).toBe(
      `kube-apiserver 1.36.1 could not be built: "go build" ended with exit code 1.
The end of its log:
  # k8s.io/x
  x.go:1:2: undefined: y
The whole log: /cache/logs/kube-apiserver-1.36.1.log
If the log doesn't help, report it to Slipway with the log. ${again}`,
    );
  });

  test.each([
    ["write /tmp/x: no space left on device", "The disk is full: make room."],
    [
      "verifying module: checksum mismatch",
      "A downloaded module isn't the pinned one: don't use this module proxy before you know why.",
    ],
    [
      "dial tcp: lookup proxy.example: no such host",
      "The modules could not be fetched (GOPROXY is https://proxy.example|direct): check the network, or set GOPROXY.",
    ],
    [
      "reading https://proxy.example/x.zip: 502 Bad Gateway",
      "The modules could not be fetched (GOPROXY is https://proxy.example|direct): check the network, or set GOPROXY.",
    ],
    [
      "compile: signal: killed",
      "The compiler was killed, most likely for want of memory (about 4 GB are needed): close other programs.",
    ],
  ])("with advice about %j", (line, advice) => {
    expect(
      describeFailure({ ...failure, tail: [line] })
        .split("\n")
        .at(-1),
    ).toBe(`${advice} ${again}`);
  });
});

test("a log's telling lines are those that name no package built and no module fetched", () => {
  const lines = [
    "go: downloading k8s.io/api v0.36.1",
    "fmt",
    "k8s.io/api/core/v1",
    "gopkg.in/yaml.v3",
    "",
    "# k8s.io/x",
    "x.go:1:2: bad",
  ];
  expect(tellingLines(lines)).toEqual(["# k8s.io/x", "x.go:1:2: bad"]);
});
