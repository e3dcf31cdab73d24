// Plain JavaScript with one static import: it has to load on a Node that can't load index.ts, to say so.
import { RunError } from "@pulumi/pulumi";

const lowest = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < lowest[0] || (major === lowest[0] && minor < lowest[1])) {
  throw new RunError(
    `Slipway needs Node ${lowest.join(".")} or newer and got ${process.versions.node}: run npm run pulumi -- up, which brings its own`,
  );
}

const { program } = await import("./index.ts");

// A function as the only export: Pulumi calls it, and what it returns are the stack's outputs, as in the Automation API.
export default program;
