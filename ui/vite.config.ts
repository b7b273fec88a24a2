import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // the library asks for a default export, which only this build of rrule has
  resolve: { alias: [{ find: /^rrule$/, replacement: "rrule/dist/es5/rrule.js" }] },
  // the web view of Debian 12 is kept current by its security updates
  build: { target: "safari18", chunkSizeWarningLimit: 2500, assetsInlineLimit: 0 },
  server: { port: 5173, strictPort: true },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
  },
});
