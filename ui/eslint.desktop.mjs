import js from "@eslint/js";
import { defineConfig } from "eslint/config";

/** The tests of the window, which are programs of node: what runs in its page is text there. */
export default defineConfig([
  js.configs.recommended,
  {
    languageOptions: {
      globals: {
        Buffer: "readonly",
        URL: "readonly",
        console: "readonly",
        fetch: "readonly",
        performance: "readonly",
        process: "readonly",
        setTimeout: "readonly",
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
]);
