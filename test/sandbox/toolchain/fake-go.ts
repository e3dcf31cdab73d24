import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Progress } from "../../../progress/progress.ts";
import { removeFolder } from "../../../sandbox/remove-folder.ts";

/** A folder of its own under the system's temporary one, for one test: removed when that ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-toolchain-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** An executable shell script, standing in for a program that a user may have. */
export function script(path: string, body: string): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** What a fake Go does for each of its commands, in shell; every call is written to `calls`. */
export interface FakeGo {
  readonly bin: string;
  calls(): string[];
}

/** A `go` that answers like a real one and "builds" a program by writing its arguments into it. */
export function fakeGo(
  folder: string,
  { version = "1.26.8", list = "printf 'fmt\\nexample.com/a example.com/a@v1.0.0\\n'", build = "", download = "" } = {},
): FakeGo {
  const bin = join(folder, "go-bin");
  const log = join(folder, "calls.txt");
  writeFileSync(log, "");
  script(
    join(bin, "go"),
    `
log=${log}
echo "$*" >> $log
case "$1" in
version) echo "go version go${version} linux/amd64" ;;
env) echo '{"GOPROXY":"https://me:secret@proxy.example,direct"}' ;;
list) ${list} ;;
mod) ${download || "exit 1"} ;;
build)
  ${build}
  while [ "$1" != "-o" ]; do shift; done
  echo "#!/bin/sh" > "$2"; chmod 755 "$2" ;;
esac`,
  );
  return {
    bin,
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !/^(version|env)/.test(line)),
  };
}

/** A progress that keeps what it is told, one line each. */
export function recorder(): { progress: Progress; lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    progress: {
      note: (text) => void lines.push(`note ${text}`),
      step(name) {
        lines.push(name);
        return {
          update: (text) => void lines.push(`${name}: ${text}`),
          done: () => void lines.push(`${name}: done`),
          fail: () => void lines.push(`${name}: failed`),
        };
      },
    },
  };
}
