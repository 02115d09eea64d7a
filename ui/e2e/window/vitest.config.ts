import { defineConfig } from "vitest/config";

/** Journeys through the real window: `npm run window`, after `cargo build --workspace --bins`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.journey.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
