/** Everything the page may ask of the program around it. One seam: `tauri.ts` in the window, `fake.ts` in a browser. */
import type {
  AnswerUpdate,
  AppEvent,
  CommandError,
  KeyRefused,
  KeySaved,
  MenuSubject,
  Pasted,
  SettingsChange,
  SettingsFault,
  Start,
  WebPage,
} from "./types";

/** Ends a subscription. */
export type Unsubscribe = () => void;

export interface Host {
  /** What to draw first, also after a reload. */
  start(): Promise<Start>;

  /** Hears what the program tells every window, in order, from now on. */
  listen(heard: (event: AppEvent) => void): Promise<Unsubscribe>;

  /** Opens the system's file dialog; chosen pictures arrive as app events. */
  choosePictures(): Promise<void>;

  /** Takes the bundled picture; it arrives as app events. */
  addSample(): Promise<void>;

  /** Takes copied pictures; they arrive as app events. Text on the clipboard is never given out. */
  paste(): Promise<Pasted>;

  /** Takes a waiting picture away. It can be taken back until it is forgotten. */
  removePicture(id: string): Promise<void>;

  /** Takes a picture back to where it stood; the new row arrives as an app event. Rejects with `too_many_pictures`. */
  restorePicture(id: string): Promise<void>;

  /** A picture that was taken away can no longer be taken back. */
  forgetPicture(id: string): Promise<void>;

  /** Moves a waiting picture to a place in the row, zero-based; the new row arrives as an app event. */
  movePicture(id: string, to: number): Promise<void>;

  /** Keeps the text in the question box, also for the next start of the app. */
  writeDraft(question: string): Promise<void>;

  /** The picture as it would be sent, upright. Rejects with `not_found` when it is gone. */
  preview(id: string): Promise<Blob>;

  /**
   * Asks. `answer` is an id of the page's own making; `watch` it. The waiting pictures named move into the conversation.
   * Rejects with `consent_needed` when a picture would go where the user has not agreed to; then nothing has changed.
   */
  ask(answer: string, conversation: string, question: string, pictures: string[]): Promise<void>;

  /** Asks the conversation's last question once more; `answer` takes the place of the answer before it. Rejects as `ask`. */
  askAgain(answer: string, conversation: string): Promise<void>;

  /** Remembers that pictures may go to the service the user was told of; rejects with `consent_needed` when another one is chosen by now. */
  consent(service: string): Promise<SettingsFault | null>;

  /** Follows an answer: first everything so far, then what is new, at most one message a frame, up to the end. */
  watch(answer: string, news: (updates: AnswerUpdate[]) => void): Promise<void>;

  /** Stops an answer; its end arrives through `watch`. */
  stop(answer: string): Promise<void>;

  /** Puts an answer on the clipboard. */
  copyAnswer(answer: string): Promise<void>;

  /** Forgets the open conversation and starts another: resolves to its id. */
  newConversation(): Promise<string>;

  /** Changes settings; the result arrives as an app event. Resolves to why it counts only until the app closes, if so; rejects with `bad_address`. */
  changeSettings(change: SettingsChange): Promise<SettingsFault | null>;

  /** Tests and keeps a key. `sessionOnly` keeps it until the app closes. Rejects with KeyRefused. */
  saveKey(key: string, sessionOnly: boolean): Promise<KeySaved>;

  /** Removes the key from the keychain. Rejects with KeyRefused. */
  removeKey(): Promise<void>;

  /** Makes a report on a problem: its whole text, which from now on is the one to be saved or copied. */
  report(): Promise<string>;

  /** Asks where, and writes the report there. Resolves to whether the user chose a place. Rejects with `not_saved`. */
  saveReport(): Promise<boolean>;

  /** Puts the report on the clipboard. */
  copyReport(): Promise<void>;

  /** Says that the page is drawn, and whether it is dark: the window shows itself over that colour. */
  drawn(dark: boolean): Promise<void>;

  /** Opens the system's menu for a picture or an answer, at a point in CSS pixels. What is chosen arrives as an app event. */
  showMenu(subject: MenuSubject, x: number, y: number): Promise<void>;

  /** Puts selected text on the clipboard. */
  copyText(text: string): Promise<void>;

  /** Opens a page in the user's browser. */
  openWebPage(page: WebPage): Promise<void>;
}

/** What a command rejects with. */
export type Rejection = CommandError | KeyRefused;
