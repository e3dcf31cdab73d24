/**
 * `node record.ts FOLDER`: runs every fast test with a compile() that keeps what it returns, one JSON document a line in
 * FOLDER. So nobody lists the pipelines that tests compile. Whether the tests pass is no matter here: `npm test` tells.
 */
import path from "node:path";
import { startVitest } from "vitest/node";

const root = path.join(import.meta.dirname, "../../..");
const [folder = ""] = process.argv.slice(2);
const recorder = JSON.stringify(path.join(import.meta.dirname, "recorder.ts"));
const wrapped = `
import { record } from ${recorder};
export function compile(pipeline, settings) {
  const made = compileReally(pipeline, settings);
  record(made);
  return made;
}
`;
process.env.SLIPWAY_RECORDED = folder;
const vitest = await startVitest(
  "test",
  [],
  {
    root,
    config: false,
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.e2e.test.ts"],
    isolate: false,
    watch: false,
    reporters: ["dot"],
  },
  {
    plugins: [
      {
        name: "record-compiled",
        enforce: "pre",
        transform(code, id) {
          if (id.split("?")[0] !== path.join(root, "model/compile.ts")) return undefined;
          const renamed = code.replace("export function compile(", "function compileReally(");
          if (renamed === code)
            throw new Error("model/compile.ts no longer exports a function compile: mend record.ts");
          return renamed + wrapped;
        },
      },
    ],
  },
);
await vitest.close();
process.exitCode = 0;
