import { UnknownValueError } from "@pulumi/policy";
import { unknownValue } from "../model/rules/index.ts";

/** A policy's view of a resource as the plain value that rules judge: reading an unknown gives a marker instead of throwing. */
export function plainObject(view: unknown): unknown {
  if (typeof view !== "object" || view === null) return view;
  if (Array.isArray(view)) return Array.from({ length: view.length }, (_, index) => plainProperty(view, index));
  return Object.fromEntries(Object.keys(view).map((key) => [key, plainProperty(view, key)]));
}

function plainProperty(view: object, key: PropertyKey): unknown {
  try {
    return plainObject(Reflect.get(view, key));
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}
