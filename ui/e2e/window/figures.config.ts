import { defineConfig } from "vitest/config";

/** Figures of the built app: `npm run figures`, which `cargo xtask bench` runs. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.figures.ts"],
    fileParallelism: false,
    testTimeout: 1_800_000,
  },
});
