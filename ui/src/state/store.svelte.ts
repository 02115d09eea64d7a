/** Holds the state and does what the user asks: each deed is one call to the host and one event. */
import { createContext } from "svelte";
import type { Host } from "../host/host";
import { selectAnswer, selectedText } from "../answer/selection";
import type {
  AppEvent,
  KeyRefused,
  KeySaved,
  KeyStoreCode,
  MenuChoice,
  MenuSubject,
  SettingsChange,
  SettingsFault,
  WebPage,
} from "../host/types";
import { showLanguage } from "../messages/language.svelte";
import { readyPictures, runningAnswer, canAsk } from "./questions";
import { isCommandError, isKeyRefused } from "./rejections";
import { INITIAL, type Deed, type Dialog, type Message, type State } from "./state";
import { next, type PageEvent } from "./transitions";

/** With a fault of the settings file a change counts until the app closes. */
export type SettingsOutcome = "changed" | "bad_address" | "failed" | SettingsFault;

export class Store {
  #state = $state.raw<State>(INITIAL);
  readonly #host: Host;
  /** A question is on its way to the program: a second press must not send it twice. */
  #asking = false;
  /** The text that the program has. */
  #question = INITIAL.question;
  #handing = false;

  constructor(host: Host) {
    this.#host = host;
  }

  get state(): State {
    return this.#state;
  }

  /** Takes in one event. */
  dispatch = (event: AppEvent | PageEvent): void => {
    this.#state = next(this.#state, event);
    if (event.type === "started") this.#question = event.start.question;
    else void this.#keepQuestion();
    showLanguage(this.#state.language);
  };

  /** Draws what the program knows, then follows it. News that comes before its first answer waits. */
  async start(): Promise<void> {
    const early: AppEvent[] = [];
    let hear = (event: AppEvent): void => void early.push(event);
    try {
      await this.#host.listen((event) => {
        hear(event);
      });
      this.dispatch({ type: "started", start: await this.#host.start() });
    } catch {
      this.dispatch({ type: "start_failed" });
      return;
    }
    hear = this.#hear;
    early.forEach(this.#hear);
    for (const turn of this.state.conversation.turns) void this.#watch(turn.answer);
  }

  #hear = (event: AppEvent): void => {
    this.dispatch(event);
    if (event.type === "menu_chosen") void this.#chosen(event.choice);
  };

  /** What was chosen in a context menu, where it is more than a matter of state. */
  async #chosen(choice: MenuChoice): Promise<void> {
    switch (choice.choice) {
      case "look_closer":
        return;
      case "remove":
        await this.removePicture(choice.picture);
        return;
      case "copy_selection":
        await this.#host.copyText(selectedText()).catch(() => {
          this.say({ kind: "not_copied" });
        });
        return;
      case "select_all":
        selectAnswer(choice.answer);
    }
  }

  /** Opens the system's menu for a picture or an answer. */
  showMenu(subject: MenuSubject, at: { x: number; y: number }): void {
    void this.#tell(this.#host.showMenu(subject, at.x, at.y));
  }

  choosePictures = (): Promise<void> => this.#tell(this.#host.choosePictures());
  addSample = (): Promise<void> => this.#tell(this.#host.addSample());

  /** Takes copied pictures. When there is none, `text` is written, the text that was pasted with them, if any. */
  async paste(text = "", write: (text: string) => void = ignore): Promise<void> {
    const pasted = await this.#tell(this.#host.paste());
    if (pasted === undefined || pasted === "picture") return;
    if (text !== "") write(text);
    else this.say({ kind: pasted === "nothing" ? "nothing_to_paste" : "paste_unanswered" });
  }

  /** Takes a waiting picture away at once; the program follows. The one taken away before can't be taken back now. */
  async removePicture(id: string): Promise<void> {
    const before = this.state.undo;
    this.dispatch({ type: "picture_removed", id });
    if (before !== null) void this.#host.forgetPicture(before.id).catch(ignoreGone);
    await this.#host.removePicture(id).catch(ignoreGone);
  }

  /** Takes back the picture that was taken away last, if that is still possible. */
  async undoRemove(): Promise<void> {
    const { undo } = this.state;
    if (undo === null) return;
    this.dispatch({ type: "picture_taken_back", id: undo.id });
    try {
      await this.#host.restorePicture(undo.id);
    } catch (rejection) {
      const full = isCommandError(rejection) && rejection.code === "too_many_pictures";
      const { maxWaiting: limit } = this.state;
      this.say(full ? { kind: "too_many_pictures", names: [undo.name], limit } : { kind: "failed" });
    }
  }

  /** The offer to take it back has passed. */
  async passUndo(id: string): Promise<void> {
    this.dispatch({ type: "undo_passed", id });
    await this.#host.forgetPicture(id).catch(ignoreGone);
  }

  /** Moves a waiting picture to that place in the row; resolves when the program has done so. */
  async movePicture(id: string, to: number): Promise<void> {
    try {
      await this.#host.movePicture(id, to);
    } catch {
      return; // It was taken away meanwhile.
    }
    this.dispatch({ type: "picture_moved", id, to });
  }

  preview(id: string): Promise<Blob> {
    return this.#host.preview(id);
  }

  /** Asks `question` with the pictures that wait. Does nothing while that is not possible. */
  async ask(question: string): Promise<void> {
    if (!canAsk(this.state, question)) return;
    await this.#do({ kind: "ask", question: question.trim(), pictures: readyPictures(this.state) });
  }

  /** Asks the last question once more; the new answer stands where the old one stood. */
  async askAgain(): Promise<void> {
    if (this.state.conversation.turns.length === 0 || runningAnswer(this.state) !== null) return;
    await this.#do({ kind: "ask_again" });
  }

  /** Agrees that pictures go to the service that is shown, and sends the question that waits for that. */
  async consent(): Promise<void> {
    const { unsent } = this.state;
    if (unsent === null) return;
    const { service, deed } = unsent;
    try {
      const fault = await this.#host.consent(service);
      if (fault) this.say({ kind: "settings", fault });
    } catch (rejection) {
      this.#refused(deed, rejection);
      return;
    }
    this.dispatch({ type: "dialog_closed", dialog: "consent" });
    await this.#do(deed);
  }

  /** Stops the answer that is being written, if one is. Its end arrives like any other. */
  async stop(): Promise<void> {
    const answer = runningAnswer(this.state);
    if (answer !== null) await this.#host.stop(answer).catch(ignoreGone);
  }

  /** Resolves to whether the answer is on the clipboard. */
  async copyAnswer(answer: string): Promise<boolean> {
    try {
      await this.#host.copyAnswer(answer);
      return true;
    } catch {
      this.say({ kind: "not_copied" });
      return false;
    }
  }

  /** Starts another conversation, with `question` in its box. An answer nobody will read is stopped first. */
  async newConversation(question = ""): Promise<void> {
    await this.stop();
    const id = await this.#tell(this.#host.newConversation());
    if (id !== undefined) this.dispatch({ type: "conversation_begun", id, question });
  }

  /** Resolves to what became of it, to be said where it was chosen. */
  async changeSettings(change: SettingsChange): Promise<SettingsOutcome> {
    try {
      return (await this.#host.changeSettings(change)) ?? "changed";
    } catch (rejection) {
      return isCommandError(rejection) && rejection.code === "bad_address" ? "bad_address" : "failed";
    }
  }

  /** Draws everything that large at once, and keeps the choice. */
  async resizeText(text_size_percent: number): Promise<void> {
    const { settings, maxPictures, language } = this.state;
    if (text_size_percent === settings.text_size_percent) return;
    this.dispatch({
      type: "settings_changed",
      settings: { ...settings, text_size_percent },
      max_pictures: maxPictures,
      language,
    });
    this.#complain(await this.changeSettings({ text_size_percent }));
  }

  /** Practice on or off. */
  async practise(practice: boolean): Promise<void> {
    this.#complain(await this.changeSettings({ practice }));
  }

  /** Keeps a key, and from then on asks the service. Resolves to why not, if not. The key is not held here. */
  async saveKey(key: string, sessionOnly: boolean): Promise<KeySaved | KeyRefused> {
    try {
      const saved = await this.#host.saveKey(key, sessionOnly);
      if (this.state.settings.practice) await this.practise(false);
      return saved;
    } catch (rejection) {
      return isKeyRefused(rejection) ? rejection : { reason: "key_store", code: "other" };
    }
  }

  /** Resolves to why not, if not. */
  async removeKey(): Promise<KeyStoreCode | null> {
    try {
      await this.#host.removeKey();
      return null;
    } catch (rejection) {
      return isKeyRefused(rejection) && rejection.reason === "key_store" ? rejection.code : "other";
    }
  }

  async openWebPage(page: WebPage): Promise<void> {
    try {
      await this.#host.openWebPage(page);
    } catch {
      this.say({ kind: "browser_failed" });
      return;
    }
    if (page !== "top_up") this.say({ kind: "browser_opened" });
  }

  /** Resolves to the report's whole text, or to null when it could not be made. */
  report(): Promise<string | null> {
    return this.#host.report().catch(() => null);
  }

  async saveReport(): Promise<"saved" | "cancelled" | "not_saved"> {
    try {
      return (await this.#host.saveReport()) ? "saved" : "cancelled";
    } catch {
      return "not_saved";
    }
  }

  /** Resolves to whether the report is on the clipboard. */
  copyReport(): Promise<boolean> {
    return this.#host.copyReport().then(
      () => true,
      () => false,
    );
  }

  open(dialog: Dialog): void {
    this.dispatch({ type: "dialog_opened", dialog });
  }

  say(message: Message): void {
    this.dispatch({ type: "message_shown", message });
  }

  /** Nothing moves in the window before the program has taken the question. */
  async #do(deed: Deed): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = crypto.randomUUID();
    const { id, turns } = this.state.conversation;
    try {
      if (deed.kind === "ask_again") await this.#host.askAgain(answer, id);
      else {
        const pictures = deed.pictures.map((picture) => picture.id);
        await this.#host.ask(answer, id, deed.question, pictures);
      }
    } catch (rejection) {
      this.#refused(deed, rejection);
      return;
    } finally {
      this.#asking = false;
    }
    // Another conversation was begun meanwhile: with the old one its answer is gone.
    if (this.state.conversation.id !== id) return;
    if (deed.kind === "ask_again") {
      this.dispatch({ type: "asked_again", answer, instead: turns.at(-1)?.answer ?? answer });
    } else {
      const { question, pictures } = deed;
      this.dispatch({ type: "asked", answer, question, pictures: [...pictures] });
    }
    await this.#watch(answer);
  }

  #refused(deed: Deed, rejection: unknown): void {
    if (isCommandError(rejection) && rejection.code === "consent_needed") {
      this.dispatch({ type: "consent_needed", unsent: { service: rejection.service, deed } });
      return;
    }
    const question = deed.kind === "ask" ? deed.question : "";
    this.dispatch({ type: "ask_refused", question });
  }

  /** Hands the text in the box to the program, one at a time, so that the last one written is the last one kept. */
  async #keepQuestion(): Promise<void> {
    if (this.#handing) return;
    this.#handing = true;
    while (this.#question !== this.#state.question) {
      this.#question = this.#state.question;
      // What is not kept now is kept with the next letter.
      await this.#host.writeDraft(this.#question).catch(ignoreGone);
    }
    this.#handing = false;
  }

  async #watch(answer: string): Promise<void> {
    try {
      await this.#host.watch(answer, (updates) => {
        this.dispatch({ type: "answer_updated", answer, updates });
      });
    } catch {
      const end = { type: "failed", error: { code: "internal" } } as const;
      this.dispatch({ type: "answer_updated", answer, updates: [{ type: "end", end }] });
    }
  }

  /** Says what kept a change from being made, or from being kept. */
  #complain(outcome: SettingsOutcome): void {
    if (outcome === "failed" || outcome === "bad_address") this.say({ kind: "failed" });
    else if (outcome !== "changed") this.say({ kind: "settings", fault: outcome });
  }

  async #tell<T>(deed: Promise<T>): Promise<T | undefined> {
    try {
      return await deed;
    } catch {
      this.say({ kind: "failed" });
      return undefined;
    }
  }
}

export const [useStore, provideStore] = createContext<Store>();

function ignore(): void {}

/** What is to be removed or stopped may be gone already: then there is nothing to do. */
function ignoreGone(): void {}
