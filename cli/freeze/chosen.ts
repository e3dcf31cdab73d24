import type { Cluster } from "../../kube/cluster.ts";
import { kinds } from "../../kube/cluster.ts";
import { freezeLabel, handKey, readHand } from "../../model/freeze/switch.ts";
import { UserError } from "../../model/problem.ts";
import { legible, listed, perhaps } from "../../model/words.ts";
import { isControlFlow, type LiveStage } from "../kargo/objects.ts";
import { type LiveSwitch, switchOf } from "../status/freeze-facts.ts";
import { inOrder } from "../status/snapshot.ts";

/** A Stage and the switch that freezes it. */
export interface Chosen {
  readonly stage: LiveStage;
  readonly name: string;
  readonly freezeSwitch: LiveSwitch;
  readonly byHand: ReturnType<typeof readHand>;
}

/**
 * The Stages of a Project that a person means, each with its switch.
 *
 * @param wanted one Stage's name; undefined for all
 * @throws UserError when there is no such Stage, or none with a switch
 */
export async function chosenStages(cluster: Cluster, project: string, wanted: string | undefined): Promise<Chosen[]> {
  const [live, switches] = await Promise.all([
    cluster.list<LiveStage>(kinds.stage, project),
    cluster.list<LiveSwitch>(kinds.configMap, project, freezeLabel),
  ]);
  const stages = inOrder(live).filter((stage) => !isControlFlow(stage));
  const names = stages.map(({ metadata }) => metadata.name);
  if (names.length === 0)
    throw new UserError(
      `${JSON.stringify(project)} has no Stages on ${cluster.name}. Name a Kargo Project (an app's name)`,
    );
  if (wanted !== undefined && !names.includes(wanted))
    throw new UserError(
      `--stage: Project ${legible(project)} has no Stage ${JSON.stringify(wanted)} into which anything is promoted. ${perhaps(wanted, names, `There are: ${listed(names)}`)}`,
    );
  const found = stages
    .filter(({ metadata }) => wanted === undefined || metadata.name === wanted)
    .map((stage) => ({ stage, name: stage.metadata.name, freezeSwitch: switchOf(stage, switches) }));
  const without = found.filter(({ freezeSwitch }) => freezeSwitch === undefined).map(({ name }) => name);
  if (without.length > 0)
    throw new UserError(
      `nothing can freeze ${listed(without)} of ${legible(project)} on ${cluster.name}: the guards that ask a switch aren't there. Run slipway up, and leave rule G16 on`,
    );
  return found.flatMap(({ freezeSwitch, ...rest }) =>
    freezeSwitch === undefined
      ? []
      : [{ ...rest, freezeSwitch, byHand: readHand(freezeSwitch.data?.[handKey(rest.name)]) }],
  );
}
