/** Where Argo CD finds the secret of its client at the issuer: in a Secret of Slipway's own, so argocd-secret stays as it is. */
export const oidcClientSecret = { name: "argocd-oidc", key: "clientSecret" } as const;

/** `$<Secret>:<key>`, as `oidc.config` of argocd-cm names it. */
export const oidcClientSecretReference = `$${oidcClientSecret.name}:${oidcClientSecret.key}`;
