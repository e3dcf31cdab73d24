/** Pieces that the schemas of `slipway:platform` share. */
export const text = { type: "string", minLength: 1 };

/** A text of a form that a pattern tells; the words, with an example, are for whoever wrote another. */
export const formed = (pattern: string, words: string) => ({ type: "string", pattern, description: words });

/** A Kubernetes name of up to `length` characters that a label may hold too. */
export const labelName = (length: number, example: string) =>
  formed(
    `^[a-z0-9]([-a-z0-9]{0,${length - 2}}[a-z0-9])?$`,
    `up to ${length} lower case letters, digits and -, such as ${example}; no - first or last`,
  );

/** The ARN of a role in AWS's IAM. */
export const roleArn = formed(
  "^arn:aws[a-z-]*:iam::[0-9]{12}:role/",
  "the ARN of an IAM role, such as arn:aws:iam::123456789012:role/slipway",
);

/** A map of these fields and no others. */
export const fields = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
});
