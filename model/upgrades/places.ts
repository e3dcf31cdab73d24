import { isRecord } from "../json.ts";

/** A value and where it stands. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** No object nests deeper; what does is a test of our patience. */
const deepest = 60;

/**
 * The values at a field below a place: `spec.steps[].config`; `**.name` is a field of that name at any depth. A `.` in
 * a name isn't needed anywhere.
 */
export function below(place: Place, field: string): Place[] {
  if (field.startsWith("**.")) return anywhere(place, field.slice(3));
  let places = [place];
  for (const step of field.split(".")) {
    const name = step.replace("[]", "");
    places = places.flatMap(({ path, value }) => {
      if (!isRecord(value) || !Object.hasOwn(value, name)) return [];
      const found = { path: [...path, name], value: value[name] };
      return step.endsWith("[]") ? items(found) : [found];
    });
  }
  return places;
}

/** Every text below a place. */
export function texts(place: Place): Place[] {
  return walk(place, ({ value }) => typeof value === "string");
}

/** A promotion step with its place. */
export interface StepPlace {
  readonly place: Place;
  readonly uses: string | undefined;
  readonly as: string | undefined;
}

/** The steps of a Stage, of either kind of PromotionTask, or of a Promotion, list by list. */
export function stepLists(object: Readonly<Record<string, unknown>>): StepPlace[][] {
  const root = { path: [], value: object };
  const lists = [...below(root, "spec.promotionTemplate.spec.steps"), ...below(root, "spec.steps")];
  return lists.map((list) =>
    items(list).map((place) => {
      const step = isRecord(place.value) ? place.value : {};
      const text = (value: unknown) => (typeof value === "string" ? value : undefined);
      return { place, uses: text(step["uses"]), as: text(step["as"]) };
    }),
  );
}

function items({ path, value }: Place): Place[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [];
}

function anywhere(place: Place, name: string): Place[] {
  return walk(place, ({ path }) => path.length > place.path.length && path.at(-1) === name);
}

/** Every place below, itself included, that is wanted; each list and map only once, however often YAML repeats it. */
function walk(from: Place, wanted: (place: Place) => boolean): Place[] {
  const seen = new Set<object>();
  const found: Place[] = [];
  const visit = (place: Place): void => {
    if (wanted(place)) found.push(place);
    const { path, value } = place;
    if (typeof value !== "object" || value === null || seen.has(value) || path.length > deepest) return;
    seen.add(value);
    for (const item of items(place)) visit(item);
    if (isRecord(value)) for (const [key, item] of Object.entries(value)) visit({ path: [...path, key], value: item });
  };
  visit(from);
  return found;
}
