/** Which situation the fake host plays: `name` or `name:detail`, from the page's address. */
import type {
  Cause,
  Code,
  KeyState,
  KeyStoreCode,
  Language,
  Pasted,
  Picture,
  Refusal,
  SettingsFault,
  Start,
  Trouble,
  Waiting,
} from "../types";

/** `frames`: as written. `instant`: all at once. `hold`: everything but the end, which waits for *Stop*; `hold_follow_up`: only from the second question on. */
export type Pace = "frames" | "instant" | "hold" | "hold_follow_up";

/** As the program has it. */
const MAX_WAITING = 10;

const PACES: readonly Pace[] = ["frames", "instant", "hold", "hold_follow_up"];

export interface Scenario {
  name: string;
  /** What stands behind the colon. */
  detail: string;
  pace: Pace;
  start: Start;
  pictures: "open" | "never_open";
  refusal: Refusal | null;
  /** What the program finds on the clipboard. */
  clipboard: Pasted;
  /** Why the keychain takes no key, if it takes none. */
  keyStore: KeyStoreCode | null;
  /** Whether the service was not agreed to yet. */
  consentNeeded: boolean;
  startFails: boolean;
  askFails: boolean;
  copyFails: boolean;
  settingsFail: boolean;
  browserFails: boolean;
  reportFails: boolean;
}

/** Scenarios that begin with an answer already there. */
const ANSWERED = new Set([
  "answered",
  "long",
  "error",
  "unreachable",
  "interrupted",
  "refusal",
  "reasoning",
  "notices",
  "several",
  "consent_again",
]);

export function scenarioOf(query: URLSearchParams): Scenario {
  const [name = "ready", detail = ""] = (query.get("scenario") ?? "ready").split(":");
  const language: Language = query.get("language") === "zh-CN" ? "zh-CN" : "en";
  const pace = PACES.find((known) => known === query.get("pace")) ?? "frames";
  return {
    name,
    detail,
    pace,
    start: startOf(name, detail, language),
    pictures: name === "opening" ? "never_open" : "open",
    refusal: name === "refused" ? refusalOf(detail) : null,
    clipboard: clipboardOf(query.get("clipboard")),
    keyStore: name === "key_store" ? (detail as KeyStoreCode) : null,
    consentNeeded: name === "consent" || name === "consent_again",
    startFails: name === "start_fails",
    askFails: name === "ask_fails",
    copyFails: name === "copy_fails",
    settingsFail: name === "settings_fail",
    browserFails: name === "browser_fails",
    reportFails: name === "report_fails",
  };
}

/** The failure a scenario tells. */
export function failureOf({ name, detail }: Scenario): { code: Code; cause?: Cause } {
  if (name === "unreachable") return { code: "unreachable", cause: detail as Cause };
  return { code: detail === "" ? "cut_off" : (detail as Code) };
}

function startOf(name: string, detail: string, language: Language): Start {
  const answered = ANSWERED.has(name);
  const first = picture("first", "IMG_2041.jpg");
  const question =
    language === "en" ? "What is this? Say what the picture shows." : "这是什么？请说明图片里有什么。";
  const drafts = draftOf(name);
  return {
    version: "0.1.0",
    language,
    settings: {
      service: "https://api.302.ai/v1",
      model: "llama3.2-90b",
      practice: name === "practice",
      language: null,
      text_size_percent: 100,
    },
    account: { service: "https://api.302.ai", key: keyState(name, detail) },
    conversation: {
      id: "c1",
      turns: answered ? [{ question, pictures: [first], answer: "a1" }] : [],
    },
    question: name === "kept" ? "What is on the receipt?" : "",
    draft: (["draft", "consent", "locked", "practice_draft"].includes(name) ? [first] : drafts).map(waiting),
    max_waiting: MAX_WAITING,
    max_pictures: maxPictures("llama3.2-90b"),
    draft_incomplete: name === "draft_incomplete",
    draft_trouble: name === "draft_trouble" ? (detail as Trouble) : null,
    settings_fault: name === "settings_fault" ? (detail as SettingsFault) : null,
    fault_last_time: name === "fault_last_time",
  };
}

function draftOf(name: string): Picture[] {
  const three = [picture("second", "receipt.png"), picture("third", null), picture("fourth", "map.png")];
  if (name === "several") return three.slice(0, 2);
  if (name === "strip" || name === "kept") return three;
  if (name !== "full") return [];
  return Array.from({ length: MAX_WAITING }, (_, index) => picture(`p${index}`, `page ${index + 1}.png`));
}

function waiting(picture: Picture): Waiting {
  return { kind: "ready", id: picture.id, picture };
}

/** As the program knows it of the families of models. */
export function maxPictures(model: string): number {
  return model.startsWith("llama3.2") ? 1 : MAX_WAITING;
}

function keyState(name: string, detail: string): KeyState {
  switch (name) {
    case "first_start":
    case "locked":
    case "key_store":
    case "practice":
    case "browser_fails":
      return { state: "none" };
    case "reading":
      return { state: "reading" };
    case "unreadable":
      return { state: "unreadable", code: detail as KeyStoreCode };
    case "session":
      return { state: "session", ends_in: "" };
    case "error":
      return detail === "no_key" ? { state: "none" } : { state: "kept", ends_in: "7f3a" };
    default:
      return { state: "kept", ends_in: "7f3a" };
  }
}

function refusalOf(detail: string): Refusal {
  if (detail === "unsupported") return { code: "unsupported", format: "HEIC" };
  if (detail === "unknown") return { code: "unsupported", format: null };
  return { code: detail } as Refusal;
}

function clipboardOf(name: string | null): Pasted {
  return name === "picture" || name === "unanswered" ? name : "nothing";
}

function picture(id: string, name: string | null): Picture {
  return {
    id,
    name,
    format: "JPEG",
    width: 4032,
    height: 3024,
    animated: false,
    sent: { width: 1120, height: 840, bytes: 210_400 },
  };
}
