import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig([
  globalIgnores(["dist", "src/ipc/bindings.ts"]),
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [
      tseslint.configs.recommendedTypeChecked,
      reactHooks.configs.flat["recommended-latest"],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // a page of a desktop window puts the keyboard where its work begins
      "jsx-a11y/no-autofocus": "off",
      // a screen reader reads no name of an element without a role
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "JSXOpeningElement[name.name=/^(div|span|p|td|Box|Flex|Group|Paper|SimpleGrid|Stack|Text)$/]" +
            ":has(> JSXAttribute[name.name=/^aria-label(ledby)?$/])" +
            ":not(:has(> JSXAttribute[name.name=/^(role|component)$/]))",
          message: "Give the element a role, or say its name in hidden text.",
        },
      ],
    },
  },
  {
    files: ["src/test/**", "**/*.test.{ts,tsx}"],
    rules: {
      // a command returns a promise, whether or not the clinic in memory has to wait
      "@typescript-eslint/require-await": "off",
      // what is refused crosses the boundary to the program as a plain value
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
    },
  },
]);
