import { createRoot } from "react-dom/client";
import { windowClinic } from "../ipc/window";
import "../styles/all";
import { shareStyleNonce } from "../styles/theme";
import { App } from "./App";

shareStyleNonce();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(<App clinic={windowClinic} />);
