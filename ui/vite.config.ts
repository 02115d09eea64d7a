import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** The window's own policy, so that a page that breaks it fails in the browser too. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'";

// `--mode fake` builds the page with the fake host, for Playwright; it never reaches the window.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  build: {
    target: ["safari16.4", "chrome120"],
    outDir: mode === "fake" ? "dist-fake" : "dist",
    rollupOptions: { input: mode === "fake" ? "fake.html" : "index.html" },
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true, headers: { "Content-Security-Policy": policy } },
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
}));
