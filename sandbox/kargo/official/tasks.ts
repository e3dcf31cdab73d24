import { applyAll } from "../../cluster/setup.ts";
import type { Task } from "../../task-graph.ts";
import type { TaskKit } from "../../task-kit.ts";
import { webhooksAreAsked } from "../admission.ts";
import { kargoNamespace } from "../keys.ts";
import { type RenderedChart, renderChart } from "./chart.ts";
import type { OfficialKargo } from "./find.ts";
import { type OfficialProcess, officialProcess, prepareOfficial } from "./processes.ts";

/** Kargo's own programs, installed from its own chart's objects. They follow each other as in the chart's installation. */
export function officialTasks(kit: TaskKit, kargo: OfficialKargo): Record<string, Task> {
  const { context, client, program, data, process, setup } = kit;
  let rendered: RenderedChart | undefined;
  const chart = () => {
    if (rendered === undefined) throw new Error("Kargo's chart was not rendered before its processes");
    return rendered;
  };
  const component = (name: OfficialProcess, needs: readonly string[]) =>
    process(name, needs, async () => officialProcess(name, { context, kargo, environments: chart().environments }));
  return {
    kargoChart: setup("objects of Kargo's chart", ["access", "crds"], async (signal) => {
      rendered = await renderChart(await program("helm"), await data("kargo-chart"), context, signal);
      prepareOfficial({ context, kargo });
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: kargoNamespace } };
      await applyAll(client, [namespace, ...rendered.objects], signal);
    }),
    kargoWebhooks: component("kargo-webhooks-server", ["kargoChart"]),
    kargoAdmission: setup("Kargo's admission webhooks", ["kargoWebhooks"], async (signal) => {
      await applyAll(client, chart().webhooks, signal);
      await webhooksAreAsked(client, signal);
    }),
    kargoManagement: component("kargo-management-controller", ["kargoAdmission"]),
    kargoController: component("kargo-controller", ["kargoAdmission"]),
    kargoApi: component("kargo-api", ["kargoAdmission"]),
  };
}
