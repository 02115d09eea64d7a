import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";

import { App } from "./app";
import type { Desktop } from "./desktop";
import { drag } from "./drag";
import { journeyByEar, photograph } from "./journey";
import { alone, aloneAndWatched, callsOutside, watched, whyNotAlone } from "./outside";
import { inEnglish as say } from "./sentences";
import { until } from "./window";

const KEY = "sk-kept-for-the-default-service-2718";
/** In seconds. */
const SOON = 10;

const impossible = await whyNotAlone();

journeyByEar(
  "nothing_leaves_the_machine_on_start_nor_on_drop_and_without_a_network_a_question_says_so",
  { impossible, under: alone() },
  async (reader, first, desktop) => {
    await reader.press("button", `${say("door_have_title")} ${say("door_have_text")}`);
    await reader.get("dialog", say("key_title"));
    await first.type(KEY);
    await first.keys("Return");
    await reader.press("button", say("done"));
    await reader.get("heading", say("empty_title"));
    await first.close();

    const record = join(desktop.home, "calls");
    const app = await App.start(desktop, { under: aloneAndWatched(record) });
    await reader.get("heading", say("empty_title"));
    await reader.press("button", say("settings_title"));
    await reader.read(say("settings_key_kept", { ends_in: KEY.slice(-4) }));
    await reader.press("button", say("close"));
    await reader.gone("dialog", say("settings_title"));
    await drag(desktop, {
      addresses: [pathToFileURL(photograph(desktop, 1600, 1200)).href],
      to: { x: 500, y: 350 },
      seen: await changes(desktop),
    });
    await reader.hears(say("picture_ready", { name: "my photo 1600 × 1200 照片.png" }));
    await reader.get("image", "my photo 1600 × 1200 照片.png");
    expect(watched(record)).toEqual(
      expect.arrayContaining(["whatsit", "WebKitNetworkProcess", "WebKitWebProcess"]),
    );
    await reader.press("button", say("question_what"));
    await reader.get("dialog", say("consent_title", { service: "api.302.ai" }));
    expect(callsOutside(record)).toEqual([]);
    await desktop.screenshot("quiet 1 asked first");

    const asked = performance.now();
    await reader.press("button", say("consent_continue"));
    await reader.get("heading", say("cause_offline_title"));
    expect((performance.now() - asked) / 1000).toBeLessThan(SOON);
    await reader.get("button", say("action_send_again"));
    expect(callsOutside(record), "what the question tried").not.toEqual([]);
    await desktop.screenshot("quiet 2 offline");
    await app.close();
  },
);

/** Waits for the window's top to look different: what is only seen, while files are held over it, nobody hears. */
async function changes(desktop: Desktop): Promise<() => Promise<unknown>> {
  const file = join(desktop.home, "top.png");
  const look = async (): Promise<string> => {
    await desktop.run("scrot", ["--overwrite", "--autoselect", "200,30,60,20", file]);
    return readFileSync(file, "base64");
  };
  const before = await look();
  return () => until("the window shows that it saw them coming", async () => (await look()) !== before);
}
