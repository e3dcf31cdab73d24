import { fields, formed, pasted } from "./schema-parts.ts";

/** What `slipway:platform` may say in `oidc`. */
export const oidcSchema = fields(
  {
    issuer: formed(
      "^https://[^\\s/?#]+(/[^\\s?#]*)?$",
      "a URL that begins with https://, such as https://login.example.com/realms/acme",
    ),
    argocdClientId: pasted,
    argocdCliClientId: pasted,
    kargoClientId: pasted,
    kargoCliClientId: pasted,
    // RFC 6749, 3.3: a space parts one scope from the next.
    additionalScopes: { type: "array", items: formed("^[!#-\\[\\]-~]+$", "one scope without spaces, such as groups") },
  },
  ["issuer", "argocdClientId", "kargoClientId"],
);
