/** The window's host: each method is one command of the program. The only file that names Tauri. */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Host } from "./host";
import type { AnswerUpdate, AppEvent, KeySaved, Pasted, Start } from "./types";

/** The program around this window. */
export function tauriHost(): Host {
  return {
    start: () => invoke<Start>("start"),

    async listen(heard) {
      const channel = new Channel<AppEvent>();
      let open = true;
      channel.onmessage = (event) => {
        if (open) heard(event);
      };
      await invoke("listen", { channel });
      return () => {
        open = false;
      };
    },

    choosePictures: () => invoke("choose_pictures"),
    addSample: () => invoke("add_sample"),
    paste: () => invoke<Pasted>("paste"),
    removePicture: (id) => invoke("remove_picture", { id }),
    restorePicture: (id) => invoke("restore_picture", { id }),
    forgetPicture: (id) => invoke("forget_picture", { id }),
    movePicture: (id, to) => invoke("move_picture", { id, to }),
    writeDraft: (question) => invoke("write_draft", { question }),

    async preview(id) {
      const bytes = await invoke<ArrayBuffer>("preview", { id });
      return new Blob([bytes], { type: pictureType(bytes) });
    },

    ask: (answer, conversation, question, pictures) =>
      invoke("ask", { answer, conversation, question, pictures }),
    askAgain: (answer, conversation) => invoke("ask_again", { answer, conversation }),

    consent: (service) => invoke("consent", { service }),

    async watch(answer, news) {
      const channel = new Channel<AnswerUpdate[]>();
      channel.onmessage = news;
      await invoke("watch", { answer, channel });
    },

    stop: (answer) => invoke("stop", { answer }),
    copyAnswer: (answer) => invoke("copy_answer", { answer }),
    newConversation: () => invoke<string>("new_conversation"),
    changeSettings: (change) => invoke("change_settings", { change }),
    saveKey: (key, sessionOnly) => invoke<KeySaved>("save_key", { key, sessionOnly }),
    removeKey: () => invoke("remove_key"),
    drawn: (dark) => invoke("drawn", { dark }),
    showMenu: (subject, x, y) => invoke("show_menu", { subject, x, y }),
    copyText: (text) => invoke("copy_text", { text }),
    openWebPage: (page) => invoke("open_web_page", { page }),
    report: () => invoke<string>("report"),
    saveReport: () => invoke<boolean>("save_report"),
    copyReport: () => invoke("copy_report"),
  };
}

/** Prepared pictures are PNG or JPEG, and only a PNG starts with this byte. */
function pictureType(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes, 0, Math.min(1, bytes.byteLength))[0] === 0x89 ? "image/png" : "image/jpeg";
}
