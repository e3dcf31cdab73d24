/**
 * Run by npm before it packs (`prepack`): builds `dist`, which is all that the package holds of the code. Below
 * node_modules Node strips no types, so others get JavaScript with declarations.
 */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildPolicyPack } from "../engine/policy-pack.ts";
import { copyOtherFiles } from "./pack/other-files.ts";
import { pointToBuiltScripts } from "./pack/spawned-scripts.ts";
import { root, run } from "./run.ts";

const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
const { code, output } = await run("tsc", ["-p", "tools/pack/tsconfig.json"], { quiet: true });
if (code !== 0) {
  rmSync(dist, { recursive: true, force: true });
  process.stderr.write(output);
  process.exit(1);
}
copyOtherFiles(dist);
pointToBuiltScripts(dist);

const pack = await buildPolicyPack();
mkdirSync(join(dist, "policies", "bin"), { recursive: true });
for (const file of ["PulumiPolicy.yaml", "package.json", "bin/index.cjs"]) {
  cpSync(join(pack, file), join(dist, "policies", file));
}
