import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiServer, hasApiServer, startApiServer } from "../support/api-server.ts";
import { EngineRoom, engines, hasEngine, processes, realPlugin, standInPlugin, within } from "./engine-harness.ts";
import { continentCrd, widgetCrd } from "./widget-crd.ts";

/**
 * What Slipway needs of the Kubernetes provider, through the real engine on a real API server: the same for the
 * stand-in and for the real plugin.
 */
const real = realPlugin();
if (real === undefined)
  console.log(
    "skipped: the contract against the real plugin (no pulumi-resource-kubernetes v4.34.x on the PATH or in the plugin folder)",
  );
const plugins = [standInPlugin, ...(real === undefined ? [] : [real])];

describe.skipIf(!hasApiServer() || !hasEngine()).concurrent.each(plugins)(
  "the contract of the Kubernetes provider: $name",
  { timeout: 1_200_000 },
  (plugin) => {
    let api: ApiServer;
    let room: EngineRoom;

    beforeAll(async () => {
      api = await startApiServer();
      for (const crd of [widgetCrd, continentCrd])
        await api.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
      // The API server serves a kind a moment after it took its definition.
      for (const plural of ["widgets", "continents"])
        await within(60_000, async () => (await api.ask("GET", `/apis/example.com/v1/${plural}`)).code === 200);
      room = new EngineRoom(api.folder, plugin);
    });
    afterAll(async () => {
      await api?.stop();
    });

    const isStandIn = plugin === standInPlugin;
    const widget = { apiVersion: "example.com/v1", kind: "Widget" };
    const widgets = (namespace: string) => `/apis/example.com/v1/namespaces/${namespace}/widgets`;
    const namespace = async (name: string) => {
      await api.ask("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      return name;
    };
    const cluster = (args: k8s.ProviderArgs = {}) =>
      new k8s.Provider("cluster", { kubeconfig: api.kubeconfig, ...args });

    test("objects of every kind are created; a second up, a refresh and an up after it change nothing; destroy leaves nothing", async () => {
      const stack = await room.stack("lifecycle", async () => {
        const options = { provider: cluster() };
        const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "lifecycle", labels: { team: "a" } } }, options);
        const inside = { namespace: ns.metadata.name };
        const settings = new k8s.core.v1.ConfigMap("settings", { metadata: inside, data: { key: "value" } }, options);
        new k8s.core.v1.Secret(
          "credentials",
          { metadata: { ...inside, name: "credentials" }, stringData: { password: "correct-horse" } },
          options,
        );
        const account = new k8s.core.v1.ServiceAccount("account", { metadata: { ...inside, name: "robot" } }, options);
        const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace: ns.metadata.name }];
        const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }];
        const role = new k8s.rbac.v1.Role("role", { metadata: { ...inside, name: "reader" }, rules }, options);
        const roleRef = (kind: string, name: pulumi.Input<string>) => ({
          apiGroup: "rbac.authorization.k8s.io",
          kind,
          name,
        });
        new k8s.rbac.v1.RoleBinding(
          "binding",
          { metadata: { ...inside, name: "reader" }, subjects, roleRef: roleRef("Role", role.metadata.name) },
          options,
        );
        new k8s.rbac.v1.ClusterRole("cluster-role", { metadata: { name: "lifecycle" }, rules }, options);
        new k8s.rbac.v1.ClusterRoleBinding(
          "cluster-binding",
          { metadata: { name: "lifecycle" }, subjects, roleRef: roleRef("ClusterRole", "lifecycle") },
          options,
        );
        const labels = { app: "web" };
        new k8s.apps.v1.Deployment(
          "web",
          {
            metadata: { ...inside, name: "web" },
            spec: {
              replicas: 0,
              selector: { matchLabels: labels },
              // 1000m is stored as 1: another text, no difference.
              template: {
                metadata: { labels },
                spec: { containers: [{ name: "web", image: "web", resources: { requests: { cpu: "1000m" } } }] },
              },
            },
          },
          options,
        );
        new k8s.core.v1.Service(
          "service",
          { metadata: { ...inside, name: "web" }, spec: { ports: [{ port: 80 }] } },
          options,
        );
        new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
          "policy",
          {
            metadata: { name: "lifecycle.example.com" },
            spec: {
              failurePolicy: "Fail",
              matchConstraints: {
                resourceRules: [
                  { apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["widgets"] },
                ],
              },
              validations: [{ expression: "object.spec.size < 100", message: "too big" }],
            },
          },
          options,
        );
        new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
          "policy-binding",
          {
            metadata: { name: "lifecycle.example.com" },
            spec: {
              policyName: "lifecycle.example.com",
              validationActions: ["Deny"],
              matchResources: { namespaceSelector: { matchLabels: { team: "a" } } },
            },
          },
          options,
        );
        new k8s.apiextensions.CustomResource(
          "custom",
          { ...widget, metadata: { ...inside, name: "one" }, spec: { size: 1, parts: [{ name: "a" }] } },
          options,
        );
        return { settings: settings.metadata.name };
      });
      const preview = await stack.preview();
      expect(preview.output, preview.output).toContain("15 to create");
      const first = await stack.up();
      expect(first.changes, first.output).toEqual({ create: 15 });
      // A controller writes status and an operation; neither is Pulumi's.
      await api.ask(
        "PATCH",
        `${widgets("lifecycle")}/one/status`,
        { status: { phase: "Ready" } },
        "application/merge-patch+json",
      );
      await api.ask(
        "PATCH",
        `${widgets("lifecycle")}/one`,
        { operation: { sync: true } },
        "application/merge-patch+json",
      );
      expect((await stack.up()).changes).toEqual({ same: 15 });
      const refreshed = await stack.refresh();
      expect(refreshed.changes, refreshed.output).toEqual({ same: 15 });
      const again = await stack.up();
      expect(again.changes, again.output).toEqual({ same: 15 });
      const name = (await stack.stack.outputs()).settings?.value as string;
      expect(name).toMatch(/^settings-[0-9a-f]{8}$/);
      const destroyed = await stack.destroy();
      expect(destroyed.changes, destroyed.output).toEqual({ delete: 15 });
      expect((await api.ask("GET", "/api/v1/namespaces/lifecycle")).code).toBe(404);
      expect((await api.ask("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/lifecycle")).code).toBe(404);
    });

    test("secrets are in the state only encrypted, and in the output never", async () => {
      const ns = await namespace("secrecy");
      const stack = await room.stack("secrecy", async () => {
        const options = { provider: cluster() };
        const hidden = pulumi.secret("tell-nobody");
        new k8s.core.v1.Secret(
          "s",
          { metadata: { name: "s", namespace: ns }, stringData: { password: "tell-nobody" } },
          options,
        );
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns }, spec: { note: hidden, parts: [{ name: hidden }] } },
          options,
        );
      });
      const up = await stack.up();
      expect(up.ok, up.output).toBe(true);
      const refresh = await stack.refresh();
      const preview = await stack.preview();
      const base64 = Buffer.from("tell-nobody").toString("base64");
      for (const text of [readFileSync(stack.stateFile, "utf8"), up.output, refresh.output, preview.output]) {
        expect(text).not.toContain("tell-nobody");
        expect(text).not.toContain(base64);
      }
      const stored = await api.ask("GET", `/api/v1/namespaces/${ns}/secrets/s`);
      expect(stored.body.data).toEqual({ password: base64 });
      expect((await stack.up()).changes).toEqual({ same: 4 });
    });

    test("an edit by hand is shown by refresh and put back by up, with the resource's own field manager", async () => {
      const ns = await namespace("drift");
      const program = (size: number) => async () => {
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns, labels: { a: "1" } }, spec: { size } },
          { provider: cluster() },
        );
      };
      const stack = await room.stack("drift", program(1));
      expect((await stack.up()).changes).toEqual({ create: 3 });
      await api.ask(
        "PATCH",
        `${widgets(ns)}/w?fieldManager=kubectl`,
        { spec: { size: 7 }, metadata: { labels: { other: "x" } } },
        "application/merge-patch+json",
      );
      const refresh = await stack.refresh();
      expect(refresh.changes, refresh.output).toEqual({ same: 2, update: 1 });
      const preview = await stack.preview();
      expect(preview.output).toMatch(/size: 7 => 1/);
      const up = await stack.up();
      expect(up.changes, up.output).toEqual({ same: 2, update: 1 });
      const live = (await api.ask("GET", `${widgets(ns)}/w`)).body;
      expect(live.spec).toEqual({ size: 1 });
      expect(
        live.metadata.managedFields.map(
          (entry: { manager: string; operation: string }) => `${entry.manager} ${entry.operation}`,
        ),
      ).toEqual([expect.stringMatching(/^pulumi-kubernetes-[0-9a-f]{8} Apply$/)]);
      const manager = live.metadata.managedFields[0].manager as string;
      await stack.up(program(2));
      const later = (await api.ask("GET", `${widgets(ns)}/w`)).body;
      expect(later.spec).toEqual({ size: 2 });
      expect(later.metadata.managedFields.map((entry: { manager: string }) => entry.manager)).toEqual([manager]);
    });

    test("another manager's field is a conflict, and patchForce overwrites it", async () => {
      const ns = await namespace("conflict");
      const program = (size: number, annotations: Record<string, string>) => async () => {
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns, annotations }, spec: { size } },
          { provider: cluster() },
        );
      };
      const stack = await room.stack("conflict", program(1, { a: "b" }));
      await stack.up();
      await api.ask(
        "PATCH",
        `${widgets(ns)}/w?fieldManager=somebody`,
        { spec: { size: 5 } },
        "application/merge-patch+json",
      );
      const refused = await stack.up(program(2, { a: "b" }));
      expect(refused.ok).toBe(false);
      expect(refused.output).toContain("field conflict");
      expect(refused.output).toContain('conflict with "somebody"');
      expect(refused.output).toContain(".spec.size");
      const forced = await stack.up(program(2, { "pulumi.com/patchForce": "true" }));
      expect(forced.ok, forced.output).toBe(true);
      expect((await api.ask("GET", `${widgets(ns)}/w`)).body.spec).toEqual({ size: 2 });
    });

    test("what cannot change in place is replaced, deleted first when the name is the user's", async () => {
      const ns = await namespace("replacing");
      const program = (data: string, target: string, name: string) => async () => {
        const options = { provider: cluster() };
        new k8s.core.v1.ConfigMap("made", { metadata: { namespace: ns }, data: { data } }, options);
        new k8s.rbac.v1.RoleBinding(
          "binding",
          {
            metadata: { name: "b", namespace: ns },
            subjects: [],
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: target },
          },
          options,
        );
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name, namespace: ns }, spec: { size: 1 } },
          options,
        );
      };
      const stack = await room.stack("replacing", program("1", "view", "old"));
      await stack.up();
      const before = (await api.ask("GET", `/api/v1/namespaces/${ns}/configmaps`)).body.items as {
        metadata: { name: string };
      }[];
      const preview = await stack.preview(program("2", "edit", "new"));
      expect(preview.changes, preview.output).toEqual({ same: 2, replace: 3 });
      const up = await stack.up();
      expect(up.changes, up.output).toEqual({ same: 2, replace: 3 });
      const binding = await api.ask("GET", `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings/b`);
      expect(binding.body.roleRef.name).toBe("edit");
      const after = (await api.ask("GET", `/api/v1/namespaces/${ns}/configmaps`)).body.items as {
        metadata: { name: string };
      }[];
      const made = (list: typeof after) =>
        list.map((item) => item.metadata.name).filter((item) => item.startsWith("made-"));
      expect(made(after)).toHaveLength(1);
      expect(made(after)).not.toEqual(made(before));
      expect(
        ((await api.ask("GET", widgets(ns))).body.items as typeof after).map((item) => item.metadata.name),
      ).toEqual(["new"]);
      expect((await stack.up()).changes).toEqual({ same: 5 });
    });

    test("an object that exists is refused, taken over with upsertExistingObjects, and can be imported", async () => {
      const ns = await namespace("existing");
      const put = (name: string) =>
        api.ask("POST", `${widgets(ns)}?fieldManager=kubectl`, { ...widget, metadata: { name }, spec: { size: 3 } });
      await put("w");
      await put("imported");
      const program = (args: k8s.ProviderArgs, size: number, name: string, id?: string) => async () => {
        const options = { provider: cluster(args), ...(id === undefined ? {} : { import: id }) };
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name, namespace: ns }, spec: { size } },
          options,
        );
      };
      const stack = await room.stack("existing", program({}, 1, "w"));
      const refused = await stack.up();
      expect(refused.ok).toBe(false);
      expect(refused.output).toContain("was not successfully created by the Kubernetes API server");
      expect(refused.output).toContain('widgets.example.com "w" already exists');
      expect((await api.ask("GET", `${widgets(ns)}/w`)).body.spec.size).toBe(3);
      const taken = await stack.up(program({ upsertExistingObjects: true, enablePatchForce: true }, 1, "w"));
      expect(taken.ok, taken.output).toBe(true);
      expect((await api.ask("GET", `${widgets(ns)}/w`)).body.spec.size).toBe(1);

      if (!isStandIn) return; // The real plugin imports custom resources without their spec.
      const importing = await room.stack("importing", program({}, 3, "imported", `${ns}/imported`));
      const imported = await importing.up();
      expect(imported.changes, imported.output).toEqual({ create: 2, import: 1 });
      expect((await importing.up(program({}, 3, "imported"))).changes).toEqual({ same: 3 });
      expect((await importing.up(program({}, 4, "imported"))).ok).toBe(true);
      expect((await api.ask("GET", `${widgets(ns)}/imported`)).body.spec.size).toBe(4);

      // Objects of a killed run: made by the provider, unknown to the state.
      const create = (path: string, body: object) => api.ask("POST", `${path}?fieldManager=pulumi-kubernetes`, body);
      await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "adopted" } });
      const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { a: "eA==" } };
      await create(`/api/v1/namespaces/${ns}/secrets`, secret);
      const adopt = (adopting: boolean, value: string) => async () => {
        const provider = cluster({ enableSecretMutable: true });
        const options = (id: string) => ({ provider, ...(adopting ? { import: id } : {}) });
        new k8s.core.v1.Namespace("ns", { metadata: { name: "adopted" } }, options("adopted"));
        new k8s.core.v1.Secret(
          "s",
          { metadata: { name: "s", namespace: ns }, stringData: { a: value } },
          options(`${ns}/s`),
        );
      };
      const adopted = await room.stack("adopting", adopt(true, "x"));
      const first = await adopted.up();
      expect(first.changes, first.output).toEqual({ create: 2, import: 2 });
      expect((await adopted.up(adopt(false, "x"))).changes).toEqual({ same: 4 });
      const changed = await adopted.up(adopt(false, "y"));
      expect(changed.changes, changed.output).toEqual({ same: 3, update: 1 });
    });

    test("waitFor waits for paths and conditions, says what is missing when the time is over, and skipAwait beats it", async () => {
      const ns = await namespace("waiting");
      const program = (waitFor: string, skip: boolean, seconds: string) => async () => {
        const annotations = { "pulumi.com/waitFor": waitFor, ...(skip ? { "pulumi.com/skipAwait": "true" } : {}) };
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns, annotations }, spec: { size: 1 } },
          { provider: cluster(), customTimeouts: { create: seconds, update: seconds } },
        );
      };
      const both = JSON.stringify(["jsonpath={.status.phase}=Ready", "condition=Synced"]);
      const stack = await room.stack("waiting", program(both, false, "2s"));
      const late = await stack.up();
      expect(late.ok).toBe(false);
      expect(late.output).toContain("was successfully created, but");
      expect(late.output).toContain("timed out waiting for the condition");
      if (isStandIn) expect(late.output).toContain("{.status.phase}=Ready: {.status.phase} selected nothing");

      const status = { phase: "Ready", conditions: [{ type: "Synced", status: "True" }] };
      const soon = setTimeout(() => {
        void api.ask("PATCH", `${widgets(ns)}/w/status`, { status }, "application/merge-patch+json");
      }, 4000);
      const ready = await stack.up(program(both, false, "60s"));
      clearTimeout(soon);
      expect(ready.changes, ready.output).toEqual({ same: 2, update: 1 });
      const skipped = await stack.up(program("jsonpath={.status.phase}=Never", true, "5s"));
      expect(skipped.ok, skipped.output).toBe(true);
    });

    test("a delete that a finalizer holds ends in time, names it, and succeeds when it is gone", async () => {
      const ns = await namespace("held");
      const stack = await room.stack("held", async () => {
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns }, spec: { size: 1 } },
          { provider: cluster(), customTimeouts: { delete: "2s" } },
        );
      });
      await stack.up();
      const finalizers = (list: string[]) =>
        api.ask("PATCH", `${widgets(ns)}/w`, { metadata: { finalizers: list } }, "application/merge-patch+json");
      await finalizers(["example.com/hold"]);
      const held = await stack.destroy();
      expect(held.ok).toBe(false);
      expect(held.output).toContain("example.com/hold");
      await finalizers([]);
      const gone = await stack.destroy();
      expect(gone.ok, gone.output).toBe(true);
      expect((await api.ask("GET", `${widgets(ns)}/w`)).code).toBe(404);
    });

    test("an object deleted by hand is made again after a refresh, and is no error for destroy", async () => {
      const ns = await namespace("deleted");
      const stack = await room.stack("deleted", async () => {
        new k8s.core.v1.ConfigMap(
          "c",
          { metadata: { name: "c", namespace: ns }, data: { a: "b" } },
          { provider: cluster() },
        );
      });
      await stack.up();
      await api.ask("DELETE", `/api/v1/namespaces/${ns}/configmaps/c`);
      expect((await stack.refresh()).changes).toEqual({ same: 2, delete: 1 });
      expect((await stack.up()).changes).toEqual({ same: 2, create: 1 });
      await api.ask("DELETE", `/api/v1/namespaces/${ns}/configmaps/c`);
      expect((await stack.destroy()).ok).toBe(true);
    });

    test("a custom resource whose CRD is missing previews, and fails at up with the type and what to do", async () => {
      const stack = await room.stack("no-crd", async () => {
        new k8s.apiextensions.CustomResource(
          "g",
          {
            apiVersion: "absent.example.com/v1",
            kind: "Gadget",
            metadata: { name: "g", namespace: "default" },
            spec: {},
          },
          { provider: cluster(), customTimeouts: { create: "2s" } },
        );
      });
      expect((await stack.preview()).changes).toEqual({ create: 3 });
      const up = await stack.up();
      expect(up.ok).toBe(false);
      expect(up.output).toContain(
        "with kind absent.example.com/v1/Gadget failed because the Kubernetes API server reported that the apiVersion",
      );
      expect(up.output).toContain("Verify that any required CRDs have been created");
      expect(up.output).toContain('no matches for kind "Gadget" in version "absent.example.com/v1"');
    });

    test("previews go through unknown values, and through a cluster-scoped custom resource", async () => {
      const program = async () => {
        const options = { provider: cluster() };
        const first = new k8s.core.v1.ConfigMap(
          "first",
          { metadata: { namespace: "default" }, data: { a: "b" } },
          options,
        );
        new k8s.core.v1.ConfigMap(
          "second",
          {
            metadata: { name: "second", namespace: "default" },
            data: { uid: first.metadata.uid, deep: first.metadata.name },
          },
          options,
        );
        new k8s.apiextensions.CustomResource(
          "wide",
          { apiVersion: "example.com/v1", kind: "Continent", metadata: { name: "wide" }, spec: { size: 1 } },
          options,
        );
      };
      const stack = await room.stack("unknowns", program);
      expect((await stack.preview()).changes).toEqual({ create: 5 });
      const up = await stack.up();
      expect(up.changes, up.output).toEqual({ create: 5 });
      expect((await api.ask("GET", "/apis/example.com/v1/continents/wide")).body.metadata.namespace).toBeUndefined();
      expect((await stack.up()).changes).toEqual({ same: 5 });
      expect((await stack.destroy()).ok).toBe(true);
    });

    test("the API server's errors come whole: message, field paths, reason", async () => {
      const ns = await namespace("errors");
      const invalid = await room.stack("invalid", async () => {
        new k8s.apps.v1.Deployment(
          "d",
          {
            metadata: { name: "d", namespace: ns },
            spec: {
              selector: { matchLabels: { a: "b" } },
              template: { metadata: { labels: { a: "c" } }, spec: { containers: [{ name: "UPPER", image: "x" }] } },
            },
          },
          { provider: cluster() },
        );
      });
      const up = await invalid.up();
      expect(up.ok).toBe(false);
      expect(up.output).toContain('Deployment.apps "d" is invalid');
      expect(up.output).toContain("spec.template.metadata.labels");
      expect(up.output).toContain("spec.template.spec.containers[0].name");
      const forbidden = await room.stack("forbidden", async () => {
        const provider = new k8s.Provider("cluster", { kubeconfig: api.powerlessKubeconfig });
        new k8s.core.v1.ConfigMap("c", { metadata: { name: "c", namespace: ns } }, { provider });
      });
      expect((await forbidden.preview()).ok).toBe(true);
      const denied = await forbidden.up();
      expect(denied.ok).toBe(false);
      expect(denied.output).toContain('configmaps is forbidden: User "nobody" cannot create resource "configmaps"');
    });

    test("without a cluster a preview of creates works with a warning, and up fails naming the server", async () => {
      const kubeconfig = api.kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1");
      const program = (url: string) => async () => {
        const provider = new k8s.Provider("cluster", { kubeconfig: url, deleteUnreachable: true });
        new k8s.core.v1.ConfigMap("c", { metadata: { name: "c", namespace: "default" }, data: {} }, { provider });
      };
      const stack = await room.stack("unreachable", program(kubeconfig));
      const preview = await stack.preview();
      expect(preview.changes, preview.output).toEqual({ create: 3 });
      if (isStandIn) expect(preview.output).toContain("configured Kubernetes cluster is unreachable");
      const up = await stack.up();
      expect(up.ok).toBe(false);
      expect(up.output).toContain("configured Kubernetes cluster is unreachable");
      expect(up.output).toContain("127.0.0.1:1");
    });

    test("another cluster in the kubeconfig replaces the resources, unless clusterIdentifier is set and the same", async () => {
      const ns = await namespace("moving");
      const other = () => api.kubeconfig.replace("https://127.0.0.1", "https://localhost");
      const program = (kubeconfig: string, clusterIdentifier?: string) => async () => {
        const provider = new k8s.Provider("cluster", {
          kubeconfig,
          ...(clusterIdentifier === undefined ? {} : { clusterIdentifier }),
        });
        new k8s.core.v1.ConfigMap("c", { metadata: { namespace: ns }, data: { a: "b" } }, { provider });
      };
      const stack = await room.stack("moving", program(api.kubeconfig, "one"));
      await stack.up();
      expect((await stack.preview(program(other(), "one"))).changes).toEqual({ same: 2, update: 1 });
      expect((await stack.preview(program(api.kubeconfig, "two"))).changes).toEqual({ same: 1, replace: 2 });
      await stack.up(program(api.kubeconfig));
      expect((await stack.preview(program(other()))).changes).toEqual({ same: 1, replace: 2 });
    });

    test("ignored fields keep what others wrote", async () => {
      const ns = await namespace("ignoring");
      const program = (size: number, color: string) => async () => {
        new k8s.apiextensions.CustomResource(
          "w",
          { ...widget, metadata: { name: "w", namespace: ns }, spec: { size, color } },
          { provider: cluster(), ignoreChanges: ["spec.size"] },
        );
      };
      const stack = await room.stack("ignoring", program(1, "red"));
      await stack.up();
      const theirs = { spec: { size: 9 } };
      await api.ask("PATCH", `${widgets(ns)}/w?fieldManager=scaler`, theirs, "application/merge-patch+json");
      expect((await stack.up(program(2, "red"))).changes).toEqual({ same: 3 });
      const up = await stack.up(program(2, "blue"));
      expect(up.changes, up.output).toEqual({ same: 2, update: 1 });
      expect((await api.ask("GET", `${widgets(ns)}/w`)).body.spec).toEqual({ size: 9, color: "blue" });
    });

    test.runIf(process.platform === "linux")(
      "a provider whose engine is killed is gone within seconds, also while it waits",
      async () => {
        const ns = await namespace("killed");
        const own = new EngineRoom(api.folder, plugin);
        const annotations = { "pulumi.com/waitFor": "jsonpath={.status.phase}=Never" };
        const stack = await own.stack("killed", async () => {
          new k8s.apiextensions.CustomResource(
            "w",
            { ...widget, metadata: { name: "w", namespace: ns, annotations }, spec: {} },
            { provider: cluster() },
          );
        });
        const up = stack.up();
        await within(200_000, async () => (await api.ask("GET", `${widgets(ns)}/w`)).code === 200);
        const engine = engines(own);
        expect(engine).toHaveLength(1);
        expect(processes(own).length).toBeGreaterThan(1);
        for (const { pid } of engine) process.kill(pid, "SIGKILL");
        expect((await up).ok).toBe(false);
        await within(120_000, async () => processes(own).length === 0);
      },
    );

    test.runIf(process.platform === "linux")("Ctrl-C ends a wait at once, with the object in the state", async () => {
      const ns = await namespace("interrupted");
      const own = new EngineRoom(api.folder, plugin);
      const annotations = { "pulumi.com/waitFor": "jsonpath={.status.phase}=Never" };
      const program = (wait: boolean) => async () => {
        const metadata = { name: "w", namespace: ns, ...(wait ? { annotations } : {}) };
        new k8s.apiextensions.CustomResource("w", { ...widget, metadata, spec: {} }, { provider: cluster() });
      };
      const stack = await own.stack("interrupted", program(true));
      const up = stack.up();
      await within(200_000, async () => (await api.ask("GET", `${widgets(ns)}/w`)).code === 200);
      // By itself the wait would end after ten minutes.
      for (const { pid } of engines(own)) process.kill(pid, "SIGINT");
      const ended = await up;
      expect(ended.ok).toBe(false);
      await within(120_000, async () => processes(own).length === 0);
      expect(readFileSync(stack.stateFile, "utf8")).toContain('"id":"interrupted/w"');
      const next = await stack.up(program(false));
      expect(next.changes, next.output).toEqual({ same: 2, update: 1 });
    });

    test("objects without a namespace go to the provider's, and resources of a lost cluster can be dropped", async () => {
      const ns = await namespace("defaults");
      const gone = api.kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1");
      const program = (args: k8s.ProviderArgs) => async () => {
        const provider = cluster({ namespace: ns, clusterIdentifier: "one", ...args });
        new k8s.core.v1.ConfigMap("c", { metadata: { name: "c" }, data: { a: "b" } }, { provider });
      };
      const stack = await room.stack("defaults", program({}));
      expect((await stack.up()).ok).toBe(true);
      expect((await api.ask("GET", `/api/v1/namespaces/${ns}/configmaps/c`)).body.data).toEqual({ a: "b" });
      await stack.up(program({ kubeconfig: gone, deleteUnreachable: true }));
      const dropped = await stack.destroy();
      expect(dropped.changes, dropped.output).toEqual({ delete: 3 });
    });

    test("the API server's refusal of a secret value does not show the value", async () => {
      const stack = await room.stack("masked", async () => {
        const options = { provider: cluster() };
        new k8s.core.v1.ConfigMap(
          "c",
          { metadata: { name: pulumi.secret("Not_A_Valid_Name"), namespace: "default" } },
          options,
        );
      });
      const up = await stack.up();
      expect(up.ok).toBe(false);
      expect(up.output).toContain("is invalid");
      if (isStandIn) expect(up.output).not.toContain("Not_A_Valid_Name");
    });

    test.runIf(isStandIn)(
      "what only the real plugin serves is refused by name, and so is an option that can't be honoured",
      async () => {
        const refused: readonly [string, () => void, string][] = [
          [
            "release",
            () => void new k8s.helm.v3.Release("r", { chart: "x", postrender: "cat" }, { provider: cluster() }),
            "a Helm release's postrender is not carried out: take it out, or use the real plugin",
          ],
          [
            "job",
            () => void new k8s.batch.v1.Job("j", { spec: { template: {} } }, { provider: cluster() }),
            "kubernetes:batch/v1:Job is not supported: this kind of Kubernetes itself is not served",
          ],
          [
            "patch",
            () => void new k8s.core.v1.ConfigMapPatch("p", { data: { key: "x" } }, { provider: cluster() }),
            "patch resources require the `.metadata.name` field to be set",
          ],
          [
            "list",
            () => void new k8s.core.v1.ConfigMapList("l", { items: [] }, { provider: cluster() }),
            "kubernetes:core/v1:ConfigMapList is not supported: lists cannot be created",
          ],
          [
            "chart4",
            () => void new k8s.helm.v4.Chart("c", { chart: "x" }, { provider: cluster() }),
            "the component kubernetes:helm.sh/v4:Chart is not supported",
          ],
          [
            "render",
            () => void cluster({ renderYamlToDirectory: "out" }),
            "the stand-in provider does not render YAML to files",
          ],
        ];
        for (const [name, program, message] of refused) {
          const stack = await room.stack(`refused-${name}`, async () => program());
          const preview = await stack.preview();
          expect(preview.ok, name).toBe(false);
          expect(preview.output, name).toContain(message);
        }
      },
    );
  },
);
