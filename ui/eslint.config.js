import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauri = {
  group: ["@tauri-apps/*"],
  message: "One seam: only src/host/tauri.ts talks to the window's program.",
};
const hosts = {
  group: ["**/host/tauri", "**/host/tauri.ts", "**/host/fake", "**/host/fake.ts"],
  message: "The page knows the Host interface; main.ts and browser.ts choose one.",
};

export default typescript.config(
  { ignores: ["dist/", "dist-fake/", "src/messages/compiled/", "src/host/types.ts", "e2e/**/results/"] },
  js.configs.recommended,
  ...typescript.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js"] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
    // `void x` in an effect names what it follows.
    rules: { "@typescript-eslint/no-meaningless-void-operator": "off" },
  },
  {
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { requireDefaultForNonUnion: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-imports": ["error", { patterns: [tauri, hosts] }],
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe"].map((property) => ({
          property,
          message: "Text from outside never becomes HTML.",
        })),
      ],
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": "error",
    },
  },
  { files: ["src/host/tauri.ts"], rules: { "no-restricted-imports": ["error", { patterns: [hosts] }] } },
  {
    files: ["src/main.ts", "src/browser.ts", "src/**/*.test.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauri] }] },
  },
  { files: ["*.js"], ...typescript.configs.disableTypeChecked },
);
