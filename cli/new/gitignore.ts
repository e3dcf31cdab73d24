/** What a project keeps out of Git. The sandbox's state, `.slipway`, holds keys and passwords. */
export const gitignore = `node_modules/
bin/
dist/
.slipway/
# Never in Git: who reads the repository would hold them.
.env
.env.*
*.kubeconfig
kubeconfig*
*.pem
*.key
`;
