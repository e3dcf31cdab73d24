// Brings one stack up in a process of its own, for tests that kill it: node up.ts '{"pulumi":…,"folder":…,"kubeconfig":…,"stack":…}'
import { engineIn } from "../support/engine-in.ts";
import { stackRun, standIn } from "./pipeline-cluster.ts";

const { pulumi, folder, kubeconfig, stack } = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
const engine = engineIn(folder ?? "", pulumi ?? "", { plugins: [standIn] });
await engine.up(stackRun({ kubeconfig: kubeconfig ?? "" }, stack ?? ""));
