// Brings one stack up in a process of its own, for tests that kill it: node up.ts '{"pulumi":…,"folder":…,"kubeconfig":…,"stack":…}'
import { join } from "node:path";
import { Engine } from "../../engine/engine.ts";
import { silent } from "../../progress/progress.ts";
import { stackRun, standIn } from "./pipeline-cluster.ts";

const { pulumi, folder, kubeconfig, stack } = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
const engine = new Engine({
  pulumi: pulumi ?? "",
  home: join(folder ?? "", "home"),
  backend: `file://${join(folder ?? "", "state")}`,
  workDir: join(folder ?? "", "work"),
  passphrase: "test",
  plugins: [standIn],
  progress: silent,
});
await engine.up(stackRun({ kubeconfig: kubeconfig ?? "" }, stack ?? ""));
