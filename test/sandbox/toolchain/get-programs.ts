import { createProgress } from "../../../progress/reporter.ts";
import { type ProgramName, programs } from "../../../sandbox/toolchain/programs.ts";
import { openToolchain } from "../../../sandbox/toolchain/toolchain.ts";

/** A process of its own that gets programs, for tests that kill it: `get-programs.ts CACHE NAME…`. */
const [cache = "", ...names] = process.argv.slice(2);
const isProgram = (name: string): name is ProgramName => programs.some((program) => program.name === name);
const toolchain = openToolchain({ cache, progress: createProgress(process.stdout, false), env: process.env });
const paths = await Promise.all(names.filter(isProgram).map((name) => toolchain.get(name)));
await toolchain.idle();
process.stdout.write(`${JSON.stringify(paths)}\n`);
