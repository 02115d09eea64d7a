/** Puts the page on the screen, with a host behind it. */
import { mount } from "svelte";
import type { Host } from "./host/host";
import { Store } from "./state/store.svelte";
import App from "./views/App.svelte";

export function open(host: Host): void {
  const target = document.getElementById("page");
  if (target === null) throw new Error("index.html has no #page");
  for (const type of ["dragover", "drop"]) window.addEventListener(type, stayHere);
  const store = new Store(host);
  mount(App, { target, props: { store } });
  void store.start();
}

/** A drop must never lead away from the page. */
function stayHere(event: Event): void {
  event.preventDefault();
}
