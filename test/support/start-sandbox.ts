import { silent } from "../../progress/progress.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import { testTools } from "./tools.ts";

// A start in a process of its own, to be killed: `node start-sandbox.ts STATE`.
const [state = ""] = process.argv.slice(2);
await startSandbox({ state, toolchain: testTools(), progress: silent, signal: AbortSignal.timeout(600_000) });
