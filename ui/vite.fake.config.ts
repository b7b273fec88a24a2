import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// the screens over a clinic in memory, to look at them in a browser; never part of the program
export default defineConfig({
  plugins: [
    react(),
    {
      name: "in-memory clinic",
      transformIndexHtml: (html) => html.replace("/src/app/main.tsx", "/src/test/fake-main.tsx"),
    },
  ],
  server: { port: 5174, strictPort: true },
});
