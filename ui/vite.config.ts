import react from "@vitejs/plugin-react";
import type { PluginCreator } from "postcss";
import mantinePreset from "postcss-preset-mantine";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const mantine = mantinePreset as PluginCreator<{ autoRem: boolean }>;

/** Tests that replace a module by another. */
const MOCKED = "src/**/*.mocked.test.{ts,tsx}";

/** The screens over a clinic in memory, to look at them in a browser; never part of the program. */
const inMemory: Plugin = {
  name: "in-memory clinic",
  transformIndexHtml: { order: "pre", handler: (html) => html.replace("/src/app/main.tsx", "/src/test/fake-main.tsx") },
};

export default defineConfig(({ mode }) => ({
  plugins: [react(), mode === "fake" && inMemory],
  // the library asks for a default export, which only this build of rrule has
  resolve: { alias: [{ find: /^rrule$/, replacement: "rrule/dist/es5/rrule.js" }] },
  css: { postcss: { plugins: [mantine({ autoRem: true })] } },
  // the web view of Debian 12 is kept current by its security updates
  build: { target: "safari18", chunkSizeWarningLimit: 2500, assetsInlineLimit: 0 },
  server: { port: mode === "fake" ? 5174 : 5173, strictPort: true },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 60_000,
    // one core less by default, which on two cores is half of them
    maxWorkers: "100%",
    projects: [
      {
        // the components are loaded once for all files, not for each; each file has a document of its own
        extends: true,
        test: { name: "shared", isolate: false, include: ["src/**/*.test.{ts,tsx}"], exclude: [MOCKED] },
      },
      // a module is replaced for the file alone, which takes modules of its own
      { extends: true, test: { name: "mocked", include: [MOCKED] } },
    ],
  },
}));
