/** The window's page. */
import { tauriHost } from "./host/tauri";
import { open } from "./open";

open(tauriHost());
