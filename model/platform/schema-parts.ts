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

/** A Kubernetes name of most kinds: one of an object that isn't a label anywhere. */
export const objectName = formed(
  "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$",
  "up to 253 lower case letters, digits, - and ., such as nginx; a letter or digit first and last",
);

/** A label's value. */
export const labelValue = formed(
  "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
  "up to 63 letters, digits, -, _ and ., such as eu-west; a letter or digit first and last",
);

/** Somebody else's name, as it was pasted: no spaces or line ends around it. */
export const pasted = formed("^\\S(.*\\S)?$", "a text without spaces or line ends around it");

/** A stack of any project, as Pulumi names it. */
export const fullStackName = formed(
  "^[^/\\s]+/[^/\\s]+/[^/\\s]+$",
  "organization, project and stack, such as acme/clusters/eu",
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
