import "@mantine/core/styles.css";
import { MantineProvider, Title } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { shareStyleNonce, styleNonce } from "../styles/nonce";

shareStyleNonce();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <MantineProvider getStyleNonce={styleNonce} defaultColorScheme="auto">
    <Title order={1}>NutriVault</Title>
  </MantineProvider>,
);
