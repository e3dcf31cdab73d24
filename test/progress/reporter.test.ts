import { afterEach, describe, expect, test, vi } from "vitest";
import { createProgress, isLive } from "../../progress/reporter.ts";

function recorder(): { text: string; write(text: string): void; columns: number } {
  return {
    text: "",
    columns: 30,
    write(text: string) {
      this.text += text;
    },
  };
}

describe("plain progress", () => {
  afterEach(() => void vi.useRealTimers());

  test("says every 15 seconds that a step still runs, for how long, and what it was last heard to do", () => {
    vi.useFakeTimers();
    const output = recorder();
    const progress = createProgress(output, false);
    const step = progress.step("up platform");
    vi.advanceTimersByTime(16_000);
    step.update("15 done, kargo-release next");
    vi.advanceTimersByTime(29_000);
    step.done("21 create");
    vi.advanceTimersByTime(60_000);
    expect(output.text).toBe(
      [
        "… up platform",
        "… up platform (15.0 s)",
        "… up platform: 15 done, kargo-release next (30.0 s)",
        "… up platform: 15 done, kargo-release next (45.0 s)",
        "✓ up platform: 21 create (45.0 s)",
        "",
      ].join("\n"),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  test("says when a step starts and how it ended, with the seconds it took", () => {
    const output = recorder();
    let clock = 0;
    const progress = createProgress(output, false, () => clock);
    const step = progress.step("etcd");
    clock = 1_500;
    step.done("ready on port 2379");
    expect(output.text).toBe("… etcd\n✓ etcd: ready on port 2379 (1.5 s)\n");
  });

  test("prints an update at most every 15 seconds", () => {
    const output = recorder();
    let clock = 0;
    const step = createProgress(output, false, () => clock).step("build");
    step.update("1 of 9");
    clock = 15_000;
    step.update("5 of 9");
    clock = 20_000;
    step.update("6 of 9");
    clock = 61_000;
    step.fail("go build ended with 1");
    expect(output.text).toBe("… build\n… build: 5 of 9\n✗ build: go build ended with 1 (1 min 1 s)\n");
  });

  test("ends a step once, whatever is called after", () => {
    const output = recorder();
    const step = createProgress(output, false, () => 0).step("up");
    step.fail("refused");
    step.done();
    step.update("more");
    expect(output.text).toBe("… up\n✗ up: refused (0.0 s)\n");
  });
});

describe("live progress", () => {
  test("redraws the running steps below what has ended, cut to the terminal's width", () => {
    const output = recorder();
    const progress = createProgress(output, true, () => 0);
    const first = progress.step("kube-apiserver");
    progress.step("etcd");
    first.update("waiting for /readyz to answer ok");
    progress.note("a line that stays");
    first.done();
    progress.close();
    expect(output.text.split("\u001b[2A\u001b[0J").at(-1)).toBe(
      "✓ kube-apiserver (0.0 s)\n◌ etcd (0.0 s)\n\u001b[1A\u001b[0J",
    );
    expect(output.text).toContain("a line that stays\n◌ kube-apiserver: waiting fo…\n◌ etcd (0.0 s)\n");
  });

  test("is drawn on a terminal only, and never in CI", () => {
    expect(isLive({ write() {}, isTTY: true }, {})).toBe(true);
    expect(isLive({ write() {}, isTTY: true }, { CI: "true" })).toBe(false);
    expect(isLive({ write() {}, isTTY: true }, { TERM: "dumb" })).toBe(false);
    expect(isLive({ write() {} }, {})).toBe(false);
  });
});
