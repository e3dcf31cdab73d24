import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { isNames, unknownName, wrong } from "./reading.ts";

/** Who may go past an overridable rule in an emergency, beside those whom Kubernetes' RBAC allows {@link overrides}. */
export interface BreakGlass {
  /**
   * People who come through Kargo's UI or CLI, as Kargo writes them on what they create
   * (`kargo.akuity.io/create-actor`): `admin`, `email:alice@example.com`, `subject:…`. Default: none.
   */
  readonly actors: readonly string[];
}

/**
 * What RBAC must allow a kubectl user: verb `use` on these made-up resources, named like the Stage or the object. The group
 * isn't Kargo's, because in every Project Kargo gives its role `kargo-admin` all verbs on its own group (kargo#6239).
 */
export const overrides = { group: "guards.slipway.dev", resource: "overrides", verb: "use" } as const;

/** Reads `breakGlass` from any data. An actor that can't be a person is a problem. */
export function readBreakGlass(value: unknown): { breakGlass: BreakGlass; problems: readonly Problem[] } {
  const nobody = { actors: [] };
  if (value === undefined) return { breakGlass: nobody, problems: [] };
  const shape = "{actors: [email:alice@example.com]}";
  if (!isRecord(value))
    return { breakGlass: nobody, problems: [wrong("breakGlass", value, shape, "Write such a map")] };
  const problems = Object.keys(value)
    .filter((name) => name !== "actors")
    .map((name) => unknownName(`breakGlass.${name}`, name, ["actors"], "There is no such setting"));
  const { actors = [] } = value;
  if (!isNames(actors))
    return {
      breakGlass: nobody,
      problems: [...problems, wrong("breakGlass.actors", actors, "a list of texts", "Write a list")],
    };
  actors.forEach((actor, index) => {
    if (isPerson(actor)) return;
    const fix = "Write it as Kargo does in kargo.akuity.io/create-actor of a Promotion that this person made";
    const message = "This names no person who comes through Kargo's UI or CLI";
    problems.push(
      wrong(`breakGlass.actors[${index}]`, actor, "admin, email:ADDRESS, subject:ID, CLAIM:VALUE", fix, message),
    );
  });
  return { breakGlass: { actors: actors.filter(isPerson) }, problems };
}

/** Kargo writes `controller:` for itself, `unknown` for who can't be told, and `kubernetes:` for who didn't come through it. */
function isPerson(actor: string): boolean {
  return actor === "admin" || (/^[\w./-]+:[^\s*]+$/.test(actor) && !/^(controller|kubernetes):/.test(actor));
}
