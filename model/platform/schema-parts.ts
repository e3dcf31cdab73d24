/** Pieces that the schemas of `slipway:platform` share. */
export const text = { type: "string", minLength: 1 };

/** A map of these fields and no others. */
export const fields = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
});
