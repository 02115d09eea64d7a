import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

import { journey, justTry, photograph } from "./journey";
import { APPLICATION, AppWindow } from "./window";

journey("files_named_at_the_start_are_taken_like_dropped_ones", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.close();

  const gone = join(desktop.home, "long gone.png");
  const again = await AppWindow.open(desktop, { files: [photograph(desktop, 1600, 1200), gone] });
  await again.get("button", say("question_what"));
  await again.see(say("refusal_gone"));
  await again.screenshot("open 1 started with a picture");
  await again.press(say("question_what"));
  expect((await again.stages(1)).at(-1)).toContain(say("practice_size", { width: 1120, height: 840 }));
});

journey("a_second_start_hands_its_files_over_and_ends", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await rename(photograph(desktop, 640, 480), join(desktop.home, "second 第二.png"));
  const inHome = ["--chdir", desktop.home, APPLICATION];

  await desktop.run("env", [...inHome, "--data-dir", "data", "second 第二.png"]);
  await app.get("button", say("question_what"));
  await app.see("second 第二.png");
  await app.screenshot("open 2 handed over by a second start");
  const windows = await desktop.run("xdotool", ["search", "--onlyvisible", "--name", "^Whatsit$"]);
  expect(windows.trim().split("\n")).toHaveLength(1);
});

journey("another_data_folder_is_another_app", {}, async (app, desktop) => {
  await app.see(app.say("first_title"));
  const other = desktop.programs.start(APPLICATION, ["--data-dir", join(desktop.home, "elsewhere")], {
    env: desktop.env,
  });
  const both = ["search", "--sync", "--onlyvisible", "--name", "^Whatsit$"];
  await expect
    .poll(async () => (await desktop.run("xdotool", both)).trim().split("\n").length, { timeout: 15_000 })
    .toBe(2);
  await other.stop();
});
