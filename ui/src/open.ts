/** Puts the page on the screen, with a host behind it. */
import { mount, tick } from "svelte";
import type { Host } from "./host/host";
import { Store } from "./state/store.svelte";
import App from "./views/App.svelte";

export function open(host: Host): void {
  const target = document.getElementById("page");
  if (target === null) throw new Error("index.html has no #page");
  for (const type of ["dragover", "drop"]) window.addEventListener(type, stayHere);
  const store = new Store(host);
  mount(App, { target, props: { store } });
  void store
    .start()
    .then(tick)
    .then(() => {
      tellDrawn(host);
    });
}

/** The window is hidden until now, and takes on the page's theme whenever that changes. */
function tellDrawn(host: Host): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // A window that is not told shows itself after a while.
  const tell = (): void => void host.drawn(dark.matches).catch(() => undefined);
  tell();
  dark.addEventListener("change", tell);
}

/** A drop must never lead away from the page. */
function stayHere(event: Event): void {
  event.preventDefault();
}
