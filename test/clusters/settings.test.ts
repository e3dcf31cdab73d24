import { describe, expect, test } from "vitest";
import { clusterArgs as doksArgs, leftAlone } from "../../clusters/doks/cluster-args.ts";
import { readSettings as readDoks } from "../../clusters/doks/settings.ts";
import { clusterArgs as eksArgs, nodeGroupArgs } from "../../clusters/eks/cluster-args.ts";
import { readSettings as readEks } from "../../clusters/eks/settings.ts";

// What both projects ask their clouds for, as far as it is plain data. That the providers' SDKs take it, and what a whole
// program registers, is tested in the projects themselves (projects.e2e.test.ts): their SDKs aren't installed here.
const given = (config: Readonly<Record<string, string>>) => (key: string) => config[key];

const doks = { region: "fra1", version: "1.35.1-do.2" };
const eks = {
  version: "1.35",
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: '["subnet-0000000000000000a", "subnet-0000000000000000b"]',
  adminArns: '["arn:aws:iam::123456789012:role/platform/admin"]',
};

function refused(read: (given: (key: string) => string | undefined) => unknown, config: object): string[] {
  try {
    read(given(config as Record<string, string>));
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").map((line) => line.trim());
  }
}

const list = "a JSON list of two or more subnets of the VPC, in two zones, each once";
const cidrs = `a JSON list of IPv4 CIDRs, each once: ["203.0.113.7/32"]; the whole Internet isn't taken`;
const arns =
  "a JSON list of one or more ARNs of IAM roles or users, each once: without one nobody could look into the cluster";

describe("config of a DOKS cluster", () => {
  test("is all told at once when it is wrong", () => {
    expect(refused(readDoks, {})).toEqual([
      "config of clusters-doks:",
      "clusters-doks:region is missing (allowed: a region with DOKS: fra1, ams3, nyc3)",
      "clusters-doks:version is missing (allowed: a version that doctl kubernetes options versions lists: 1.35.1-do.2)",
    ]);
  });

  test.each([
    [{ name: "Prod_1" }, 'name is "Prod_1" (allowed: small letters, digits and -, up to 63)'],
    [
      { version: "1.35" },
      'version is "1.35" (allowed: a version that doctl kubernetes options versions lists: 1.35.1-do.2)',
    ],
    [{ minNodes: "0" }, 'minNodes is "0" (allowed: a whole number from 1 to 100)'],
    [{ minNodes: "5", maxNodes: "3" }, "maxNodes is 3, less than minNodes (allowed: 5 or more)"],
    [{ maintenanceDay: "Sunday" }, expect.stringMatching(/^maintenanceDay is "Sunday" \(allowed: monday, /)],
    [{ maintenanceTime: "3:30" }, 'maintenanceTime is "3:30" (allowed: a full hour in UTC: 03:00)'],
    [
      { allowedAddresses: "203.0.113.7" },
      "allowedAddresses is no list of texts (allowed: a JSON list of IPv4 addresses or CIDRs, each once)",
    ],
    [
      { allowedAddresses: '["home"]' },
      'allowedAddresses is ["home"] (allowed: a JSON list of IPv4 addresses or CIDRs, each once)',
    ],
  ])("refuses %j", (config, said) => {
    const lines = refused(readDoks, { ...doks, ...config });
    expect(lines.slice(1).map((line) => line.replace("clusters-doks:", ""))).toEqual([said]);
  });

  test("opens the API server to everybody with a credential unless addresses are given", () => {
    expect(doksArgs(readDoks(given(doks)))).not.toHaveProperty("controlPlaneFirewall");
  });

  // The provider takes an older version than the cluster has for another cluster.
  test("leaves a version alone that DigitalOcean patches by itself", () => {
    expect(doksArgs(readDoks(given(doks)))).toMatchObject({ autoUpgrade: true, version: "1.35.1-do.2" });
    expect(leftAlone).toContain("version");
  });
});

describe("config of an EKS cluster", () => {
  test("is all told at once when it is wrong", () => {
    expect(refused(readEks, {})).toEqual([
      "config of clusters-eks:",
      "clusters-eks:version is missing (allowed: a minor version that EKS supports: 1.35)",
      "clusters-eks:vpcId is missing (allowed: a VPC's id: vpc-0123456789abcdef0)",
      `clusters-eks:privateSubnetIds is [] (allowed: ${list})`,
      `clusters-eks:adminArns is [] (allowed: ${arns})`,
    ]);
  });

  test.each([
    [{ version: "1.35.1" }, 'version is "1.35.1" (allowed: a minor version that EKS supports: 1.35)'],
    [{ vpcId: "main" }, `vpcId is "main" (allowed: a VPC's id: vpc-0123456789abcdef0)`],
    [
      { privateSubnetIds: '["subnet-0000000a", "subnet-0000000a"]' },
      `privateSubnetIds is ["subnet-0000000a","subnet-0000000a"] (allowed: ${list})`,
    ],
    [{ privateSubnetIds: "subnet-0000000a" }, `privateSubnetIds is no list of texts (allowed: ${list})`],
    [{ adminArns: '["me"]' }, `adminArns is ["me"] (allowed: ${arns})`],
    [{ publicAccessCidrs: '["203.0.113.7"]' }, `publicAccessCidrs is ["203.0.113.7"] (allowed: ${cidrs})`],
    [
      { publicAccessCidrs: '["0.0.0.0/0"]' },
      "publicAccessCidrs lets the whole Internet in (allowed: CIDRs of your own, or none at all)",
    ],
    [{ instanceType: "large" }, 'instanceType is "large" (allowed: a type of EC2: m7i.large)'],
    [{ maxNodes: "many" }, 'maxNodes is "many" (allowed: a whole number from 1 to 100)'],
  ])("refuses %j", (config, said) => {
    const lines = refused(readEks, { ...eks, ...config });
    expect(lines.slice(1).map((line) => line.replace("clusters-eks:", ""))).toEqual([said]);
  });

  test("opens the API server to the addresses given, and to nobody else outside the VPC", () => {
    const closed = eksArgs(readEks(given(eks)));
    expect([closed.endpointPrivateAccess, closed.endpointPublicAccess]).toEqual([true, false]);
    expect(closed).not.toHaveProperty("publicAccessCidrs");
    const open = eksArgs(readEks(given({ ...eks, publicAccessCidrs: '["203.0.113.7/32"]' })));
    expect([open.endpointPublicAccess, open.publicAccessCidrs]).toEqual([true, ["203.0.113.7/32"]]);
  });

  test("knows people by access entries alone, each with a name of its own", () => {
    const adminArns = ["arn:aws:iam::123456789012:role/a/b", "arn:aws:iam::123456789012:user/a"];
    const args = eksArgs(readEks(given({ ...eks, adminArns: JSON.stringify(adminArns) })));
    expect(args.authenticationMode).toBe("API");
    expect(Object.entries(args.accessEntries).map(([name, { principalArn }]) => [name, principalArn])).toEqual([
      ["123456789012-role-a-b", adminArns[0]],
      ["123456789012-user-a", adminArns[1]],
    ]);
  });

  test("puts nodes into the private subnets, without the old way to their metadata", () => {
    expect(nodeGroupArgs(readEks(given({ ...eks, minNodes: "3" })))).toMatchObject({
      subnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
      scalingConfig: { minSize: 3, maxSize: 4, desiredSize: 3 },
      enableIMDSv2: true,
    });
  });
});
