import "../styles/all";
import { createRoot } from "react-dom/client";
import { App } from "../app/App";
import type { Route } from "../nav/navigation";
import type { Right, Stage, SyncStatus } from "../ipc/views";
import { fakeClinic } from "./fake-clinic";

// ?stage=locked, ?route={"page":"diary","day":null}, ?scheme=dark, ?language=fr, ?rights=a,b, ?sync={...},
// ?crowd=50000, ?entries=20000
const asked = new URLSearchParams(location.search);
const route = asked.get("route");
const preferences = JSON.stringify({ scheme: asked.get("scheme") ?? "light", language: asked.get("language") ?? "en" });
localStorage.setItem("preferences.u1", preferences);
localStorage.setItem("preferences.anyone", preferences);
const rights = asked.get("rights")?.split(",") as Right[] | undefined;
const clinic = fakeClinic({
  stage: (asked.get("stage") ?? "open") as Stage,
  ...(rights && { rights }),
  empty: asked.has("empty"),
  crowd: Number(asked.get("crowd") ?? 0),
  entries: Number(asked.get("entries") ?? 0),
  sync: JSON.parse(asked.get("sync") ?? "{}") as Partial<SyncStatus>,
});
createRoot(document.getElementById("root")!).render(
  <App clinic={clinic} first={route === null ? undefined : (JSON.parse(route) as Route)} />,
);
