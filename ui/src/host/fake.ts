/**
 * A program that is played, for a browser: `?scenario=…` says which one (`fake/scenarios.ts`), `&language=zh-CN`
 * and `&pace=…` how. Files dropped on the page are opened for real; answers come from a script.
 */
import { answerScript, type Step } from "./fake/answers";
import { openFile, samplePicture, type Opened } from "./fake/pictures";
import { report } from "./fake/report";
import { maxPictures, scenarioOf, type Pace } from "./fake/scenarios";
import { m } from "../messages/compiled/messages.js";
import type { Host } from "./host";
import type { AnswerUpdate, AppEvent, KeyRefused, Language, Picture, Start, Waiting } from "./types";

const FRAME_MS = 16;

export function fakeHost(query: URLSearchParams): Host {
  const scenario = scenarioOf(query);
  const start: Start = scenario.start;
  let waiting: Waiting[] = start.draft;
  const removed = new Map<string, { at: number; picture: Waiting }>();
  const blobs = new Map<string, Promise<Blob>>();
  const answers = new Map<string, PlayedAnswer>();
  const agreedTo = new Set(scenario.consentNeeded ? [] : [start.account.service]);
  let tell: (event: AppEvent) => void = () => undefined;

  const drafted = start.draft.flatMap((place) => (place.kind === "ready" ? [place.picture] : []));
  const pictures = [...drafted, ...start.conversation.turns.flatMap((turn) => turn.pictures)];
  for (const picture of pictures)
    blobs.set(
      picture.id,
      samplePicture().then(({ blob }) => blob),
    );
  for (const turn of start.conversation.turns) {
    answers.set(
      turn.answer,
      new PlayedAnswer(answerScript(scenario, turn.question, start.language), "instant"),
    );
  }

  async function take(name: string | null, open: Promise<Opened>): Promise<void> {
    const id = crypto.randomUUID();
    if (waiting.length >= start.max_waiting) {
      tell({ type: "too_many_pictures", names: [name] });
      return;
    }
    waiting = [...waiting, { kind: "opening", id, name }];
    tell({ type: "picture_opening", id, name });
    if (scenario.pictures === "never_open") return;
    try {
      const { blob, ...opened } = await open;
      const picture: Picture = { id, name, animated: false, ...opened };
      waiting = waiting.map((place) => (place.id === id ? { kind: "ready", id, picture } : place));
      blobs.set(id, Promise.resolve(blob));
      tell({ type: "picture_ready", picture });
    } catch {
      const refusal = scenario.refusal ?? {
        code: "unsupported",
        format: name?.split(".").at(-1)?.toUpperCase() ?? null,
      };
      waiting = waiting.filter((place) => place.id !== id);
      tell({ type: "picture_refused", id, name, refusal });
    }
  }

  hearDrops(
    (event) => {
      tell(event);
    },
    (file) => void take(file.name, openFile(file)),
  );

  function consentNeeded(ids: string[]): Promise<never> | undefined {
    const { service } = start.account;
    const shown = ids.length > 0 || start.conversation.turns.some((turn) => turn.pictures.length > 0);
    if (!shown || start.settings.practice || agreedTo.has(service)) return undefined;
    return Promise.reject(rejection({ code: "consent_needed", service }));
  }

  function begin(answer: string, question: string): void {
    const pace = scenario.pace === "hold_follow_up" && answers.size > 0 ? "hold" : scenario.pace;
    answers.set(answer, new PlayedAnswer(answerScript(scenario, question, start.language), pace));
  }

  return {
    start: () =>
      scenario.startFails
        ? Promise.reject(new Error("fake"))
        : Promise.resolve(structuredClone({ ...start, draft: waiting })),
    listen(heard) {
      tell = heard;
      if (scenario.name === "fault") setTimeout(() => tell({ type: "fault" }));
      return Promise.resolve(() => {
        tell = () => undefined;
      });
    },
    choosePictures: () => take("IMG_2041.jpg", samplePicture()),
    addSample: () => take("sample.png", samplePicture()),
    async paste() {
      if (scenario.clipboard === "picture") void take(m.picture_pasted(), samplePicture());
      return Promise.resolve(scenario.clipboard);
    },
    removePicture(id) {
      const at = waiting.findIndex((place) => place.id === id);
      const picture = waiting[at];
      if (picture === undefined) return Promise.reject(commandError("not_found"));
      removed.set(id, { at, picture });
      waiting = waiting.toSpliced(at, 1);
      tell({ type: "picture_removed", id });
      return Promise.resolve();
    },
    restorePicture(id) {
      const was = removed.get(id);
      if (was === undefined) return Promise.reject(commandError("not_found"));
      removed.delete(id);
      waiting = waiting.toSpliced(was.at, 0, was.picture);
      tell({ type: "draft_changed", draft: waiting });
      return Promise.resolve();
    },
    forgetPicture(id) {
      removed.delete(id);
      return Promise.resolve();
    },
    movePicture(id, to) {
      const picture = waiting.find((place) => place.id === id);
      if (picture === undefined) return Promise.reject(commandError("not_found"));
      waiting = waiting.filter((place) => place.id !== id).toSpliced(to, 0, picture);
      tell({ type: "draft_changed", draft: waiting });
      return Promise.resolve();
    },
    writeDraft(question) {
      start.question = question;
      return Promise.resolve();
    },
    preview: (id) => blobs.get(id) ?? Promise.reject(commandError("not_found")),

    ask(answer, _conversation, question, ids) {
      if (scenario.askFails) return Promise.reject(commandError("system"));
      const needed = consentNeeded(ids);
      if (needed) return needed;
      const asked = waiting.filter(({ id }) => ids.includes(id));
      const pictures = asked.flatMap((place) => (place.kind === "ready" ? [place.picture] : []));
      waiting = waiting.filter(({ id }) => !ids.includes(id));
      begin(answer, question);
      start.conversation.turns.push({ answer, question, pictures });
      return Promise.resolve();
    },
    askAgain(answer) {
      const turn = start.conversation.turns.at(-1);
      if (turn === undefined) return Promise.reject(commandError("not_found"));
      const needed = consentNeeded([]);
      if (needed) return needed;
      turn.answer = answer;
      begin(answer, turn.question);
      return Promise.resolve();
    },
    consent(service) {
      agreedTo.add(service);
      return Promise.resolve(scenario.settingsFail ? "read_only" : null);
    },
    watch(answer, news) {
      const played = answers.get(answer);
      if (played === undefined) return Promise.reject(commandError("not_found"));
      played.play(news);
      return Promise.resolve();
    },
    stop(answer) {
      answers.get(answer)?.stop();
      return Promise.resolve();
    },
    copyAnswer: () => (scenario.copyFails ? Promise.reject(commandError("system")) : Promise.resolve()),
    newConversation() {
      start.conversation = { id: crypto.randomUUID(), turns: [] };
      return Promise.resolve(start.conversation.id);
    },

    changeSettings(change) {
      const { language, ...rest } = change;
      if (rest.service !== undefined && !/^\s*https?:\/\/\S+\.\S+/.test(rest.service)) {
        return Promise.reject(commandError("bad_address"));
      }
      if (rest.service !== undefined) rest.service = rest.service.trim();
      Object.assign(start.settings, rest);
      if (language !== undefined) start.settings.language = language === "system" ? null : language;
      start.language = start.settings.language ?? systemLanguage(query);
      tell({
        type: "settings_changed",
        settings: { ...start.settings },
        max_pictures: maxPictures(start.settings.model),
        language: start.language,
      });
      if (rest.service !== undefined) tellAccount(new URL(rest.service).origin);
      return Promise.resolve(scenario.settingsFail ? "read_only" : null);
    },
    saveKey(key, sessionOnly) {
      const refused = keyRefusal(key, sessionOnly);
      if (refused !== null) return Promise.reject(rejection(refused));
      const ends_in = key.trim().slice(-4);
      start.account = { ...start.account, key: { state: sessionOnly ? "session" : "kept", ends_in } };
      tell({ type: "account_changed", account: start.account });
      return Promise.resolve(sessionOnly ? "session" : "kept");
    },
    removeKey() {
      start.account = { ...start.account, key: { state: "none" } };
      tell({ type: "account_changed", account: start.account });
      return Promise.resolve();
    },
    report: () =>
      scenario.reportFails ? Promise.reject(commandError("internal")) : Promise.resolve(report(start)),
    saveReport: () =>
      scenario.detail === "not_saved"
        ? Promise.reject(commandError("not_saved"))
        : Promise.resolve(scenario.detail !== "cancelled"),
    copyReport: () => (scenario.copyFails ? Promise.reject(commandError("system")) : Promise.resolve()),
    drawn: () => Promise.resolve(),
    showMenu(subject) {
      // No browser has the system's menu: what is wanted of it is told on the page, for its specs.
      document.documentElement.dataset.menu = JSON.stringify(subject);
      return Promise.resolve();
    },
    copyText: () => (scenario.copyFails ? Promise.reject(commandError("system")) : Promise.resolve()),
    openWebPage: () => (scenario.browserFails ? Promise.reject(commandError("system")) : Promise.resolve()),
  };

  function tellAccount(service: string): void {
    start.account = { ...start.account, service };
    tell({ type: "account_changed", account: start.account });
  }

  function keyRefusal(key: string, sessionOnly: boolean): KeyRefused | null {
    const trimmed = key.trim();
    if (trimmed === "") return { reason: "empty" };
    if (/\s/.test(trimmed)) return { reason: "malformed" };
    if (trimmed.includes("wrong")) return { reason: "wrong" };
    if (scenario.keyStore !== null && !sessionOnly) return { reason: "key_store", code: scenario.keyStore };
    return null;
  }
}

/** An answer that comes step by step, or stays open until it is stopped. */
class PlayedAnswer {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #news: (updates: AnswerUpdate[]) => void = () => undefined;
  #ended = false;

  constructor(
    private readonly steps: Step[],
    private readonly pace: Pace,
  ) {}

  play(news: (updates: AnswerUpdate[]) => void): void {
    this.#news = news;
    if (this.pace === "instant") {
      this.#ended = true;
      news(this.steps.flat());
      return;
    }
    this.#next(0);
  }

  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#news([{ type: "end", end: { type: "stopped" } }]);
  }

  #next(at: number): void {
    const step = this.steps[at];
    const held = this.pace === "hold" && at === this.steps.length - 1;
    if (step === undefined || held) return;
    this.#timer = setTimeout(() => {
      this.#ended = step.some(({ type }) => type === "end");
      this.#news(step);
      this.#next(at + 1);
    }, FRAME_MS);
  }
}

/** Turns the browser's drag events into what the window's program would tell. */
function hearDrops(tell: (event: AppEvent) => void, dropped: (file: File) => void): void {
  let depth = 0;
  window.addEventListener("dragenter", () => {
    depth += 1;
    if (depth === 1) tell({ type: "drag_entered" });
  });
  window.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth === 0) tell({ type: "drag_left" });
  });
  window.addEventListener("drop", (event) => {
    depth = 0;
    const files = [...(event.dataTransfer?.files ?? [])];
    tell(files.length === 0 ? { type: "nothing_dropped" } : { type: "drag_left" });
    files.forEach(dropped);
  });
}

function systemLanguage(query: URLSearchParams): Language {
  return query.get("language") === "zh-CN" ? "zh-CN" : "en";
}

/** Commands reject with plain values, as they cross from the program. */
function rejection(value: object): Error {
  return value as Error;
}

function commandError(code: "not_found" | "bad_address" | "not_saved" | "system" | "internal"): Error {
  return rejection({ code });
}
