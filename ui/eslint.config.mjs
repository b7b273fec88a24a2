import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config({ ignores: ["dist", "src/ipc/bindings.ts"] }, js.configs.recommended, {
  files: ["**/*.{ts,tsx}"],
  extends: [
    ...tseslint.configs.recommendedTypeChecked,
    reactHooks.configs.flat["recommended-latest"],
    jsxA11y.flatConfigs.strict,
  ],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
});
