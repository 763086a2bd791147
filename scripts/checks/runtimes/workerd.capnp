using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "app", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "app")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "on-workerd.mjs")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["nodejs_compat"],
);
