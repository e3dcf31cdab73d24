import { UserError } from "../../model/problem.ts";
import type { LiveFreight, LiveStage } from "../kargo/objects.ts";
import { lastParts, shortHash } from "../kargo/words.ts";
import { nameOfFreight } from "../status/freight-facts.ts";
import type { Snapshot } from "../status/snapshot.ts";
import { refuseUnavailable } from "./live-choice.ts";

/**
 * The Freight that a Stage had before what it has now.
 *
 * @param now milliseconds
 * @throws UserError when it had none, the Freight is gone, or the Stage may not have it any more
 */
export function freightBefore(stage: LiveStage, snapshot: Snapshot, now: number): LiveFreight {
  const { name } = stage.metadata;
  const [current, ...older] = stage.status?.freightHistory ?? [];
  if (current === undefined)
    throw new UserError(`Stage ${name} has never had any Freight: there is nothing to go back from`);
  const names = (items: typeof current.items) =>
    Object.entries(items ?? {})
      .map(([origin, each]) => `${origin} ${each.name}`)
      .sort();
  const before = older.find(({ items }) => names(items).join() !== names(current.items).join());
  if (before === undefined)
    throw new UserError(
      `Stage ${name} has had nothing but ${nameOfFreight(Object.values(current.items ?? {})[0]?.name, snapshot)}: there is nothing to go back to`,
    );
  const changed = Object.entries(before.items ?? {}).filter(
    ([origin, each]) => current.items?.[origin]?.name !== each.name,
  );
  const [only, ...others] = changed.map(([, each]) => each);
  if (only === undefined || others.length > 0) {
    const all = changed.map(([, each]) => nameOfFreight(each.name, snapshot));
    throw new UserError(
      `Freight of ${changed.length} Warehouses changed since, and one Promotion takes one. Promote them one by one: slipway promote ${snapshot.project} --stage ${name} --freight ${all[0] ?? "ALIAS"}`,
    );
  }
  const freight = snapshot.freight.find(({ metadata }) => metadata.name === only.name);
  if (freight === undefined) {
    const was = [
      ...(only.images ?? []).map(({ repoURL = "", tag = "" }) => `${lastParts(repoURL, 2)}:${shortHash(tag)}`),
      ...(only.commits ?? []).map(({ id = "" }) => shortHash(id)),
    ];
    throw new UserError(
      `the Freight that Stage ${name} had before (${was.join(", ") || only.name}) was cleaned away, so Kargo can't promote it any more. Revert the change in Git and let it come as new Freight`,
    );
  }
  refuseUnavailable(stage, freight, snapshot.project, now);
  return freight;
}
