import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isSame, type ProcessIdentity } from "../../../sandbox/process-identity.ts";
import { isLock, tryLock } from "../../../sandbox/toolchain/lock.ts";

/**
 * A process of its own that takes and releases a lock: `hold-lock.ts FOLDER TIMES`. While it holds the lock it owns the
 * file `inside`; finding a living owner there means that two hold the lock, and ends it with exit code 3.
 */
const [folder = "", times = "0"] = process.argv.slice(2);
const inside = join(folder, "..", "inside");
const self = identify(process.pid);

for (let taken = 0; taken < Number(times); ) {
  const answer = tryLock(folder, "/clone");
  if (!isLock(answer)) {
    await sleep(1);
    continue;
  }
  enter();
  await sleep(1 + (taken % 3));
  rmSync(inside);
  answer.release();
  taken += 1;
}

function enter(): void {
  try {
    closeSync(openSync(inside, "wx"));
  } catch {
    const text = readFileSync(inside, "utf8");
    const owner = text === "" ? undefined : (JSON.parse(text) as ProcessIdentity);
    if (owner && isSame(owner)) process.exit(3);
  }
  writeFileSync(inside, JSON.stringify(self));
}
