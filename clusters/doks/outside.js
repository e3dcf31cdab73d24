// Runs by `npm ci`. Pulumi's language host looks for plugins in every node_modules below a project's folder, so what is
// installed here would be wanted by all of Slipway's own stacks: a cloud's plugin is hundreds of megabytes.
// Source: pulumi, sdk/nodejs/cmd/pulumi-language-nodejs/main.go.
import { existsSync, readFileSync, rmSync } from "node:fs";

const above = new URL("../../Pulumi.yaml", import.meta.url);
if (existsSync(above) && /^name: slipway$/m.test(readFileSync(above, "utf8"))) {
  rmSync(new URL("node_modules", import.meta.url), { recursive: true, force: true });
  console.error(
    "This project is installed outside Slipway's own folder, or all of Slipway's stacks want this cloud's plugin.\n" +
      "Copy it first: cp -r clusters/NAME ../NAME-cluster && cd ../NAME-cluster && npm ci\nNothing was kept here.",
  );
  process.exit(1);
}
